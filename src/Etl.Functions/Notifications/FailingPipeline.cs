namespace Etl.Functions.Notifications;

/// <summary>The run of a pipeline that failed last, as long as none has succeeded after it.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="RunId">Null when the pipeline is well.</param>
internal sealed record FailingPipeline(int Schema, string? RunId)
{
    public const int CurrentSchema = 1;
}

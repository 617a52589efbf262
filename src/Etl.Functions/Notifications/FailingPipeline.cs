namespace Etl.Functions.Notifications;

/// <summary>The run of a pipeline that failed last, as long as none has succeeded after it.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="RunId">Null when the pipeline is well.</param>
/// <param name="EndedAt">When the run ended that failed, or that was the recovery, UTC: what ended before it and is told later changes nothing. Null in records of older versions, which did not have it.</param>
internal sealed record FailingPipeline(int Schema, string? RunId, DateTimeOffset? EndedAt = null)
{
    public const int CurrentSchema = 1;

    /// <summary>Of which nothing was told yet.</summary>
    public static FailingPipeline Unknown { get; } = new(CurrentSchema, null);
}

namespace Etl.Functions.Runs;

/// <summary>Nothing of the pipeline is started, until it is unpaused. Nothing was claimed.</summary>
public sealed class PipelinePausedException(string runId, string pipeline, DateTimeOffset since)
    : RunConflictException(runId, $"Pipeline '{pipeline}' has been paused since {since:yyyy-MM-dd HH:mm}Z, so nothing of it is started. Unpause it first: POST pipelines/{pipeline}/unpause or 'etl pipelines unpause {pipeline}'.");

namespace Etl.Functions.Http;

/// <summary>The answer to pausing or unpausing a pipeline.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Paused">Whether it is paused now.</param>
/// <param name="PausedSince">UTC; null when it is not paused.</param>
public sealed record PipelinePause(string Name, bool Paused, DateTimeOffset? PausedSince);

namespace Etl.Functions.Orchestrators;

/// <summary>A part of a wide level.</summary>
/// <param name="RunId">The run that it is a part of.</param>
/// <param name="Tasks">With the exact versions that they read.</param>
/// <param name="CancelGrace">How long running tasks have to stop after a cancel request.</param>
public sealed record ChunkInput(string RunId, IReadOnlyList<ReadyTask> Tasks, TimeSpan CancelGrace);

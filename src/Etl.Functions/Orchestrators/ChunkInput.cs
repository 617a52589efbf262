namespace Etl.Functions.Orchestrators;

/// <summary>A part of a wide level.</summary>
public sealed record ChunkInput(string RunId, IReadOnlyList<ReadyTask> Tasks);

namespace Etl.Functions.Activities;

/// <summary>A pack whose activity has not answered for long.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Pack">The place of the pack in the snapshot.</param>
/// <param name="Tasks">That were to be run.</param>
/// <param name="Timeout">The longest of their attempts.</param>
public sealed record AbandonPackInput(string RunId, int Pack, IReadOnlyList<string> Tasks, TimeSpan Timeout);

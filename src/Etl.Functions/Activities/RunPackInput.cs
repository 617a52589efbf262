namespace Etl.Functions.Activities;

/// <summary>The first attempts of the tasks of a pack, as far as these are to be run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Pack">The place of the pack in the snapshot.</param>
/// <param name="Tasks">In the order of the pack.</param>
public sealed record RunPackInput(string RunId, int Pack, IReadOnlyList<PackedTask> Tasks);

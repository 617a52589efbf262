namespace Etl.Functions.Orchestrators;

/// <summary>The custom status of a run. Kept small whatever the size of the run: the platform's limit is 16 KB.</summary>
/// <param name="Level">The level that is running; 0 before the first.</param>
/// <param name="Levels">How many there are.</param>
/// <param name="Tasks">How many there are.</param>
/// <param name="Succeeded">So far.</param>
/// <param name="Failed">So far.</param>
/// <param name="Skipped">So far.</param>
/// <param name="Running">Names of tasks of the level that have not ended, at most <see cref="MaxNames"/>.</param>
public sealed record RunProgress(int Level, int Levels, int Tasks, int Succeeded, int Failed, int Skipped, IReadOnlyList<string> Running)
{
    /// <summary>More names are not listed.</summary>
    public const int MaxNames = 10;
}

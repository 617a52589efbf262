using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output.Live;

/// <summary>A run as it is shown at one moment.</summary>
/// <param name="Run">As it was read last.</param>
/// <param name="Rates">Of its tasks.</param>
/// <param name="Left">How long it will still take; null when that is not known.</param>
/// <param name="Now">The moment.</param>
/// <param name="Marks">That the terminal can show.</param>
internal sealed record LiveRun(RunDocument Run, RowRates Rates, TimeSpan? Left, DateTimeOffset Now, LiveMarks Marks)
{
    public int Ended { get; } = Run.Tasks.Count(task => task.Status.HasEnded());

    public int Levels { get; } = Run.Tasks.Select(task => task.Level).DefaultIfEmpty().Max();

    /// <summary>The first that has not ended; null when all have.</summary>
    public int? Level { get; } = Run.Tasks.Where(task => !task.Status.HasEnded()).Select(task => (int?)task.Level).Min();

    public bool HasFailures { get; } = Run.Tasks.Any(task => task.Status == RunStatus.Failed);

    public TimeSpan Elapsed => Since(Run.StartedAt);

    /// <summary>A clock that differs from that of an app far away does not give negative times.</summary>
    public TimeSpan Since(DateTimeOffset time) => Now > time ? Now - time : TimeSpan.Zero;
}

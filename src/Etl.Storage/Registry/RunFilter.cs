using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>Which runs a list has; what is null is not looked at.</summary>
public sealed record RunFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    /// <summary>As <see cref="StatusOfOpen"/> has it for runs that have not ended.</summary>
    public IReadOnlyList<RunStatus>? Statuses { get; init; }

    /// <summary>First business date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last business date.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Where a run stands that has not ended, which only its host knows; the index says Running of all of them.</summary>
    public Func<RunIndexEntry, RunStatus>? StatusOfOpen { get; init; }

    internal bool HasDates => From is not null || To is not null;

    internal bool IsOpen => this is { Pipeline: null, Statuses: null, HasDates: false };

    internal RunIndexEntry Show(RunIndexEntry run) => StatusOfOpen is null || run.Status.HasEnded() ? run : run with { Status = StatusOfOpen(run) };

    internal bool Allows(RunIndexEntry run) => (Pipeline is null || run.Pipeline == Pipeline) && Statuses?.Contains(run.Status) != false;

    internal bool Allows(DateOnly businessDate) => !(businessDate < From) && !(businessDate > To);
}

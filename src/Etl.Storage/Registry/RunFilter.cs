using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>Which runs a list has; what is null is not looked at.</summary>
public sealed record RunFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    /// <summary>As the index has it: Running until the run has ended.</summary>
    public IReadOnlyList<RunStatus>? Statuses { get; init; }

    /// <summary>First business date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last business date.</summary>
    public DateOnly? To { get; init; }

    internal bool HasDates => From is not null || To is not null;

    internal bool IsOpen => this is { Pipeline: null, Statuses: null, HasDates: false };

    internal bool Allows(RunIndexEntry run) => (Pipeline is null || run.Pipeline == Pipeline) && Statuses?.Contains(run.Status) != false;

    internal bool Allows(DateOnly businessDate) => !(businessDate < From) && !(businessDate > To);
}

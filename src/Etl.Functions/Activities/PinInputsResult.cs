using Etl.Core.Registry;

namespace Etl.Functions.Activities;

/// <summary>What a run reads from elsewhere.</summary>
/// <param name="Epoch">The run's epoch; part of the names of its children.</param>
/// <param name="Pins">One exact version for each external model that has one, or one for each partition that is read.</param>
/// <param name="Missing">External models without a published version that is old enough.</param>
/// <param name="HasEnded">The run has a summary already: the instance was scheduled again by mistake, and nothing is left to do.</param>
public sealed record PinInputsResult(int Epoch, IReadOnlyList<VersionId> Pins, IReadOnlyList<string> Missing, bool HasEnded)
{
    /// <summary>The version before the run's own of each model that it provides.</summary>
    public IReadOnlyList<VersionId> Previous { get; init; } = [];

    /// <summary>Why the run can't go on, found before any of its tasks; empty when it can.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

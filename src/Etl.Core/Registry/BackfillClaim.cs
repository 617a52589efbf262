using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A backfill as it was claimed: put once under its id, before anything is scheduled, and never changed.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="Id">Its id, the instance id of its orchestration.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="RequestHash">Tells a repeated request from another one under the same id.</param>
/// <param name="Dates">The business dates of its runs, oldest first.</param>
/// <param name="StartedAt">When it was claimed, UTC.</param>
/// <param name="ClaimId">Tells the claims of several requests at the same time apart.</param>
public sealed record BackfillClaim(int Schema, string Id, BackfillRequest Request, string RequestHash, IReadOnlyList<DateOnly> Dates, DateTimeOffset StartedAt, string ClaimId)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Its id, the instance id of its orchestration.</summary>
    /// <exception cref="ArgumentException">It can't be one.</exception>
    public string Id { get; init; } = RunId.IsValid(Id) ? Id : throw new ArgumentException($"'{Id}' can't be an id.", nameof(Id));
}

using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A backfill in the list of backfills.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Status">Running until it has ended.</param>
/// <param name="From">First business date that was asked for.</param>
/// <param name="To">Last business date that was asked for.</param>
/// <param name="Dates">How many of them have a run, or will have one.</param>
/// <param name="StartedAt">When it was asked for, UTC.</param>
public sealed record BackfillIndexEntry(string Id, string Pipeline, RunStatus Status, DateOnly From, DateOnly To, int Dates, DateTimeOffset StartedAt)
{
    /// <summary>Of a backfill.</summary>
    /// <param name="claim">The backfill.</param>
    /// <param name="status">Where it stands.</param>
    public static BackfillIndexEntry Of(BackfillClaim claim, RunStatus status)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new BackfillIndexEntry(claim.Id, claim.Request.Run.Pipeline, status, claim.Request.From, claim.Request.To, claim.Dates.Count, claim.StartedAt);
    }
}

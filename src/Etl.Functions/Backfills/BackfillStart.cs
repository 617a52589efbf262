using Etl.Core.Registry;

namespace Etl.Functions.Backfills;

/// <summary>A backfill that was asked for.</summary>
/// <param name="Claim">As it was claimed, now or earlier.</param>
/// <param name="IsNew">Whether this call claimed it.</param>
public sealed record BackfillStart(BackfillClaim Claim, bool IsNew);

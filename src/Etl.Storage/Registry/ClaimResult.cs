using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>The answer to a claim.</summary>
/// <param name="Outcome">Who has claimed the run id.</param>
/// <param name="Claim">The claim that holds: the caller's or the earlier one.</param>
public sealed record ClaimResult(ClaimOutcome Outcome, RunClaim Claim);

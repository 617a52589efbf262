using Etl.Core.Registry;

namespace Etl.Functions.Runs;

/// <summary>A run that was asked for.</summary>
/// <param name="Claim">As it was claimed, now or earlier.</param>
/// <param name="IsNew">Whether this call claimed it.</param>
public sealed record RunStart(RunClaim Claim, bool IsNew);

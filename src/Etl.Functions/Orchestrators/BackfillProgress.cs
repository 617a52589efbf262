namespace Etl.Functions.Orchestrators;

/// <summary>The custom status of a backfill, and what its orchestration decides by.</summary>
/// <param name="Succeeded">Runs so far.</param>
/// <param name="Failed">Dates so far.</param>
/// <param name="Cancelled">Dates so far.</param>
/// <param name="Running">Runs that have not ended.</param>
/// <param name="Pending">Dates without a run.</param>
/// <param name="HasChanged">A run was started or has ended since the step before.</param>
/// <param name="HasEnded">There is nothing left to do.</param>
public sealed record BackfillProgress(int Succeeded, int Failed, int Cancelled, int Running, int Pending, bool HasChanged, bool HasEnded);

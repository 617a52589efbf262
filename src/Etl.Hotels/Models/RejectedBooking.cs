namespace Etl.Hotels.Models;

/// <summary>A row that was not usable.</summary>
/// <param name="RowNumber">The line of the source, the header being line 1.</param>
/// <param name="Reason">The first fault, in the order of <see cref="RejectionReason"/>.</param>
/// <param name="Detail">Every fault of the row, with the values that were found.</param>
public sealed record RejectedBooking(long RowNumber, RejectionReason Reason, string Detail);

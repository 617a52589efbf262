namespace Etl.Hotels.Models;

/// <summary>How the books of a chain for an arrival month changed.</summary>
/// <param name="Chain">The chain's key.</param>
/// <param name="Month">As <c>2015-07</c>.</param>
/// <param name="Since">The business date that is compared with.</param>
/// <param name="RoomNights">Negative when more was cancelled than booked.</param>
/// <param name="Revenue">Likewise.</param>
public sealed record MonthPickup(string Chain, string Month, string Since, long RoomNights, decimal Revenue);

namespace Etl.Hotels.Models;

/// <summary>What a chain had on the books for an arrival month.</summary>
/// <param name="Chain">The chain's key.</param>
/// <param name="Month">As <c>2015-07</c>.</param>
/// <param name="RoomNights">Of bookings that were not cancelled.</param>
/// <param name="Revenue">Of those.</param>
public sealed record ChainMonth(string Chain, string Month, long RoomNights, decimal Revenue);

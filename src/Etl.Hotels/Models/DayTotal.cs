namespace Etl.Hotels.Models;

/// <summary>The totals of the group as known on a business date.</summary>
/// <param name="BusinessDate">The day that the data is about.</param>
/// <param name="Bookings">Cancelled ones included.</param>
/// <param name="RoomNights">Of bookings that were not cancelled.</param>
/// <param name="Revenue">Of those.</param>
public sealed record DayTotal(DateOnly BusinessDate, long Bookings, long RoomNights, decimal Revenue);

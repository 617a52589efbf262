namespace Etl.Hotels.Models;

/// <summary>The rooms that were taken in a night.</summary>
/// <param name="Date">The day on which the night begins.</param>
public sealed record DateRoomNights(DateOnly Date, long RoomNights);

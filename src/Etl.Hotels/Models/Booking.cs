namespace Etl.Hotels.Models;

/// <summary>A booking that can be counted on. Texts that the source leaves empty or marks as missing are null.</summary>
/// <param name="RowNumber">The line of the source, the header being line 1.</param>
/// <param name="ArrivalDate">The first night.</param>
/// <param name="Nights">Booked, whether stayed or not; 0 for a day visit.</param>
/// <param name="LeadTime">Days from booking to arrival.</param>
/// <param name="IsCancelled">Cancelled or not shown up.</param>
/// <param name="Adr">Average daily rate: the price of a night.</param>
/// <param name="MarketSegment"><c>Undefined</c> where the source has none.</param>
/// <param name="StatusDate">When the last status was set: the check-out or the cancellation.</param>
public sealed record Booking(
    long RowNumber,
    DateOnly ArrivalDate,
    int Nights,
    int LeadTime,
    int Adults,
    int Children,
    int Babies,
    bool IsCancelled,
    decimal Adr,
    string MarketSegment,
    string? DistributionChannel,
    string? CustomerType,
    string? DepositType,
    string? Agent,
    string? Company,
    string? Country,
    string? Meal,
    string? ReservedRoomType,
    string? AssignedRoomType,
    string? Status,
    DateOnly StatusDate)
{
    /// <summary>Nights that a room was taken: none of a cancelled booking.</summary>
    public int StayedNights() => IsCancelled ? 0 : Nights;

    /// <summary>Exact; nothing for a cancelled booking.</summary>
    public decimal Revenue() => Adr * StayedNights();
}

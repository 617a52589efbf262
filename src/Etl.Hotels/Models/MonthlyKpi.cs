namespace Etl.Hotels.Models;

/// <summary>The key figures of an arrival month. Nothing is rounded.</summary>
/// <param name="Month">As <c>2015-07</c>.</param>
/// <param name="Bookings">Cancelled ones included.</param>
/// <param name="Cancelled">Cancelled or not shown up.</param>
/// <param name="CancellationRate">A fraction of the bookings, 0 to 1.</param>
/// <param name="RoomNights">Nights of the bookings that were not cancelled, whichever month they fall into.</param>
/// <param name="Revenue">Price times nights of those, exact.</param>
/// <param name="Adr">Revenue per room night; null when there is none.</param>
/// <param name="AverageLeadTime">In days, over all bookings.</param>
public sealed record MonthlyKpi(
    string Month,
    long Bookings,
    long Cancelled,
    double CancellationRate,
    long RoomNights,
    decimal Revenue,
    decimal? Adr,
    double AverageLeadTime);

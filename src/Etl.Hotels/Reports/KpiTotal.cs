using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>The months of a table, added up.</summary>
internal sealed record KpiTotal(long Bookings, long Cancelled, long RoomNights, decimal Revenue, double? AverageLeadTime)
{
    public double? CancellationRate => Bookings == 0 ? null : (double)Cancelled / Bookings;

    public decimal? Adr => RoomNights == 0 ? null : Revenue / RoomNights;

    public static KpiTotal Of(IReadOnlyCollection<MonthlyKpi> months)
    {
        var bookings = months.Sum(month => month.Bookings);
        return new KpiTotal(
            bookings,
            months.Sum(month => month.Cancelled),
            months.Sum(month => month.RoomNights),
            months.Sum(month => month.Revenue),
            bookings == 0 ? null : months.Sum(month => month.AverageLeadTime * month.Bookings) / bookings);
    }
}

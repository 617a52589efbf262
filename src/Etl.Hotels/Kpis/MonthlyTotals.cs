using Etl.Hotels.Models;

namespace Etl.Hotels.Kpis;

/// <summary>Adds bookings up by arrival month. Holds one total a month, however many bookings there are.</summary>
internal sealed class MonthlyTotals
{
    private readonly SortedDictionary<(int Year, int Month), Total> _months = [];

    public void Add(Booking booking)
    {
        var month = (booking.ArrivalDate.Year, booking.ArrivalDate.Month);
        if (!_months.TryGetValue(month, out var total))
        {
            _months.Add(month, total = new Total());
        }

        total.Add(booking);
    }

    /// <summary>Oldest month first.</summary>
    public IEnumerable<MonthlyKpi> ToKpis() => _months.Select(entry => entry.Value.ToKpi($"{entry.Key.Year:0000}-{entry.Key.Month:00}"));

    private sealed class Total
    {
        private long _bookings;
        private long _cancelled;
        private long _roomNights;
        private decimal _revenue;
        private long _leadTime;

        public void Add(Booking booking)
        {
            _bookings++;
            _cancelled += booking.IsCancelled ? 1 : 0;
            _roomNights += booking.StayedNights();
            _revenue += booking.Revenue();
            _leadTime += booking.LeadTime;
        }

        public MonthlyKpi ToKpi(string month) => new(
            month,
            _bookings,
            _cancelled,
            (double)_cancelled / _bookings,
            _roomNights,
            _revenue,
            _roomNights == 0 ? null : _revenue / _roomNights,
            (double)_leadTime / _bookings);
    }
}

using Etl.Hotels.Models;

namespace Etl.Hotels.Kpis;

/// <summary>Adds bookings up by market segment.</summary>
internal sealed class SegmentTotals
{
    private readonly Dictionary<string, (long Bookings, decimal Revenue)> _segments = new(StringComparer.Ordinal);
    private long _bookings;

    public void Add(Booking booking)
    {
        var total = _segments.GetValueOrDefault(booking.MarketSegment);
        _segments[booking.MarketSegment] = (total.Bookings + 1, total.Revenue + booking.Revenue());
        _bookings++;
    }

    /// <summary>The largest segment first; equal ones by name.</summary>
    public IEnumerable<SegmentShare> ToShares() => _segments
        .OrderByDescending(entry => entry.Value.Bookings)
        .ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => new SegmentShare(entry.Key, entry.Value.Bookings, (double)entry.Value.Bookings / _bookings, entry.Value.Revenue));
}

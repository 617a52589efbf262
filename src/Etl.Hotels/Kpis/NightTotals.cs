using Etl.Hotels.Models;

namespace Etl.Hotels.Kpis;

/// <summary>Counts the rooms that were taken in each night.</summary>
internal sealed class NightTotals
{
    private readonly SortedDictionary<DateOnly, long> _nights = [];

    public void Add(Booking booking)
    {
        var nights = booking.StayedNights();
        for (var night = 0; night < nights; night++)
        {
            var date = booking.ArrivalDate.AddDays(night);
            _nights[date] = _nights.GetValueOrDefault(date) + 1;
        }
    }

    /// <summary>Oldest night first.</summary>
    public IEnumerable<DateRoomNights> ToRows() => _nights.Select(entry => new DateRoomNights(entry.Key, entry.Value));
}

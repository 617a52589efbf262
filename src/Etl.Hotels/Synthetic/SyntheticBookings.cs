using System.Globalization;
using Etl.Hotels.Models;

namespace Etl.Hotels.Synthetic;

/// <summary>
/// Makes up bookings for a chain: arrivals from 2024 to 2025 in order, with seasons, market segments, cancellations and a few rows that
/// are not usable. A chain, a number of rows and a seed always give the same rows, on every machine.
/// </summary>
internal static class SyntheticBookings
{
    /// <summary>Goes up when the same seed gives other rows.</summary>
    public const int Version = 1;

    private static readonly DateOnly FirstArrival = new(2024, 1, 1);
    private static readonly DateOnly EndOfArrivals = new(2026, 1, 1);

    /// <summary>Row numbers start at 2, as if there were a header.</summary>
    public static IEnumerable<RawBooking> Generate(Chain chain, int rows, int seed, string hotel)
    {
        var profile = ChainProfile.Of(chain);
        var bookings = new BookingGenerator(new SplitMix64(Seed(chain.Key, seed)), profile, hotel);
        var totalWeight = Days().Sum(day => (long)profile.ArrivalWeights[day.Month - 1]);
        long weight = 0;
        long made = 0;
        foreach (var day in Days())
        {
            weight += profile.ArrivalWeights[day.Month - 1];
            for (var due = rows * weight / totalWeight; made < due; made++)
            {
                yield return bookings.Next(made + 2, day);
            }
        }
    }

    private static IEnumerable<DateOnly> Days()
    {
        for (var day = FirstArrival; day < EndOfArrivals; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    /// <summary>string.GetHashCode differs from process to process; this is FNV-1a over the characters.</summary>
    private static ulong Seed(string key, int seed)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in string.Create(CultureInfo.InvariantCulture, $"{key}/{seed}"))
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return hash;
    }
}

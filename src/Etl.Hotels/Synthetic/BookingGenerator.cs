using System.Globalization;
using Etl.Hotels.Models;

namespace Etl.Hotels.Synthetic;

/// <summary>Makes up one booking after another. The order of the draws is part of the data: a draw more changes all that follow.</summary>
internal sealed class BookingGenerator(SplitMix64 random, ChainProfile profile, string hotel)
{
    private const string None = "NULL";

    private static readonly (string Country, int Weight)[] Countries =
    [
        ("PRT", 380), ("GBR", 170), ("ESP", 100), ("FRA", 90), ("DEU", 70), ("IRL", 55), ("ITA", 35), ("BEL", 25),
        ("NLD", 25), ("USA", 20), ("BRA", 18), ("CHE", 10), (None, 2),
    ];

    private static readonly (string Room, int PricePercent)[] Rooms = [("A", 100), ("D", 118), ("E", 132), ("F", 150), ("G", 172)];
    private static readonly (int Room, int Weight)[] RoomWeights = [(0, 620), (1, 210), (2, 110), (3, 35), (4, 25)];
    private static readonly (int LeadTime, int Weight)[] LongestLeadTimes = [(3, 160), (30, 280), (120, 320), (300, 200), (540, 40)];
    private static readonly (int Guests, int Weight)[] AdultCounts = [(1, 210), (2, 740), (3, 46), (4, 4)];
    private static readonly (int Guests, int Weight)[] ChildCounts = [(0, 900), (1, 55), (2, 42), (3, 3)];

    public RawBooking Next(long rowNumber, DateOnly arrival)
    {
        var segment = random.Pick(profile.Segments);
        var leadTime = random.Between(0, random.Pick(LongestLeadTimes));
        var nonRefundable = segment is "Groups" or "Offline TA/TO" && random.OneOf(90);
        var cancelled = IsCancelled(segment, leadTime, nonRefundable);
        var noShow = cancelled && random.OneOf(28);
        var nights = random.Pick(profile.Stays);
        var weekendNights = WeekendNights(arrival, nights);
        var adults = random.Pick(AdultCounts);
        var children = random.Pick(ChildCounts);
        var babies = random.OneOf(9) ? 1 : 0;
        var room = random.Pick(RoomWeights);
        var assigned = random.OneOf(120) ? Math.Min(room + 1, Rooms.Length - 1) : room;
        var repeated = segment is "Corporate" or "Direct" && random.OneOf(110);
        var statusDate = cancelled && !noShow ? arrival.AddDays(-random.Between(0, leadTime)) : arrival.AddDays(cancelled ? 0 : nights);
        var booking = new RawBooking(
            rowNumber,
            hotel,
            Text(cancelled ? 1 : 0),
            Text(leadTime),
            Text(arrival.Year),
            arrival.ToString("MMMM", CultureInfo.InvariantCulture),
            Text(ISOWeek.GetWeekOfYear(arrival.ToDateTime(TimeOnly.MinValue))),
            Text(arrival.Day),
            Text(weekendNights),
            Text(nights - weekendNights),
            Text(adults),
            children == 0 && random.OneOf(1) ? "NA" : Text(children),
            Text(babies),
            random.Pick(profile.Meals),
            random.Pick(Countries),
            segment,
            Channel(segment),
            Text(repeated ? 1 : 0),
            Text(repeated && random.OneOf(120) ? 1 : 0),
            Text(repeated ? random.Between(1, 6) : 0),
            Rooms[room].Room,
            Rooms[assigned].Room,
            Text(random.OneOf(140) ? random.Between(1, 3) : 0),
            nonRefundable ? "Non Refund" : "No Deposit",
            segment is "Direct" or "Corporate" ? None : Text(random.Between(1, 320)),
            segment == "Corporate" ? Text(random.Between(20, 340)) : None,
            Text(segment == "Groups" && random.OneOf(60) ? random.Between(5, 120) : 0),
            segment == "Groups" ? "Transient-Party" : "Transient",
            Price(segment, arrival, room, adults + children),
            Text(random.OneOf(60) ? 1 : 0),
            Text(random.OneOf(420) ? random.Between(1, 3) : 0),
            noShow ? "No-Show" : cancelled ? "Canceled" : "Check-Out",
            statusDate.ToString(profile.DateFormat, CultureInfo.InvariantCulture));
        return Spoil(booking);
    }

    private bool IsCancelled(string segment, int leadTime, bool nonRefundable)
    {
        var perThousand = profile.CancelledPerThousand + Math.Min(leadTime, 400) * 3 / 5;
        perThousand = segment switch
        {
            "Direct" or "Corporate" or "Complementary" => perThousand / 2,
            "Groups" => perThousand + 120,
            _ => perThousand,
        };
        return random.OneOf(nonRefundable ? 960 : perThousand);
    }

    private string Price(string segment, DateOnly arrival, int room, int guests)
    {
        var noisePercent = random.Between(80, 125);
        if (segment == "Complementary")
        {
            return "0";
        }

        var segmentPercent = segment switch { "Groups" => 74, "Offline TA/TO" => 84, "Corporate" => 78, "Direct" => 108, _ => 100 };
        var guestPercent = 88 + 8 * Math.Min(guests, 4);
        var cents = (long)profile.BasePriceCents * profile.PricePercent[arrival.Month - 1] / 100 * Rooms[room].PricePercent / 100 * segmentPercent / 100 * guestPercent / 100 * noisePercent / 100;
        return (cents / 100m).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Two to three rows in a thousand are as wrong as they are in real files.</summary>
    private RawBooking Spoil(RawBooking booking) => random.Below(10_000) switch
    {
        < 12 => booking with { Adults = "0", Children = "0", Babies = "0" },
        < 17 => booking with { Adr = None },
        < 20 => booking with { Adr = "-6.38" },
        < 23 => booking with { ReservationStatusDate = None },
        < 24 => booking with { ArrivalDateDayOfMonth = "31", ArrivalDateMonth = "June" },
        _ => booking,
    };

    private static string Channel(string segment) => segment switch
    {
        "Direct" or "Complementary" => "Direct",
        "Corporate" or "Aviation" => "Corporate",
        _ => "TA/TO",
    };

    /// <summary>The nights that begin on a Saturday or a Sunday.</summary>
    private static int WeekendNights(DateOnly arrival, int nights) =>
        Enumerable.Range(0, nights).Count(night => arrival.AddDays(night).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

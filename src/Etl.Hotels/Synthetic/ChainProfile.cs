namespace Etl.Hotels.Synthetic;

/// <summary>What tells the made-up bookings of one chain from those of another. Whole numbers only, so that every machine makes the same.</summary>
internal sealed record ChainProfile
{
    /// <summary>How many bookings arrive in each month of the year, in proportion.</summary>
    public required int[] ArrivalWeights { get; init; }

    /// <summary>The price level of each month of the year, in percent.</summary>
    public required int[] PricePercent { get; init; }

    /// <summary>A night in the simplest room at 100 percent.</summary>
    public required int BasePriceCents { get; init; }

    /// <summary>Of a booking of the day before with a flexible rate, per thousand; long lead times add to it.</summary>
    public required int CancelledPerThousand { get; init; }

    public required (int Nights, int Weight)[] Stays { get; init; }

    public required (string Segment, int Weight)[] Segments { get; init; }

    public required (string Meal, int Weight)[] Meals { get; init; }

    /// <summary>How the chain's system writes dates.</summary>
    public required string DateFormat { get; init; }

    /// <summary>A chain without a profile of its own is made up like a resort.</summary>
    public static ChainProfile Of(Chain chain) => chain.Key == Chains.City.Key ? City : Resort;

    private static ChainProfile Resort { get; } = new()
    {
        ArrivalWeights = [46, 62, 68, 80, 86, 90, 112, 128, 84, 82, 54, 50],
        PricePercent = [62, 66, 70, 88, 94, 124, 168, 186, 118, 82, 64, 76],
        BasePriceCents = 8_200,
        CancelledPerThousand = 150,
        Stays = [(0, 6), (1, 160), (2, 140), (3, 130), (4, 120), (5, 90), (6, 60), (7, 210), (8, 25), (10, 30), (14, 25), (21, 4)],
        Segments = [("Online TA", 440), ("Offline TA/TO", 190), ("Direct", 160), ("Groups", 140), ("Corporate", 55), ("Complementary", 15)],
        Meals = [("BB", 740), ("HB", 200), ("FB", 20), ("SC", 10), ("Undefined", 30)],
        DateFormat = "yyyy-MM-dd",
    };

    private static ChainProfile City { get; } = new()
    {
        ArrivalWeights = [58, 68, 82, 92, 100, 98, 98, 110, 96, 94, 72, 64],
        PricePercent = [78, 82, 90, 104, 116, 112, 108, 110, 114, 102, 86, 84],
        BasePriceCents = 9_600,
        CancelledPerThousand = 260,
        Stays = [(0, 4), (1, 260), (2, 270), (3, 250), (4, 120), (5, 50), (6, 16), (7, 22), (10, 4), (14, 2)],
        Segments = [("Online TA", 490), ("Offline TA/TO", 210), ("Groups", 170), ("Direct", 80), ("Corporate", 38), ("Aviation", 6), ("Complementary", 6)],
        Meals = [("BB", 780), ("SC", 130), ("HB", 80), ("FB", 10)],
        DateFormat = "M/d/yyyy",
    };
}

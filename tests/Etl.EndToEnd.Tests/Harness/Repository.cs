namespace Etl.EndToEnd.Tests.Harness;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The real bookings that lie beside some checkouts.</summary>
    public static string RealBookings => Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "resort_bookings.csv"));

    public static void SkipWithoutRealBookings() => Assert.SkipUnless(File.Exists(RealBookings), "The real bookings are not beside this checkout (../shared/data/resort_bookings.csv).");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Etl.Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests are not inside a checkout.");
        }

        return folder;
    }
}

namespace Etl.Browser.Tests.Support;

/// <summary>A dashboard where a run of <c>hotels.resort</c> goes on until somebody ends it, because its source has so many bookings.</summary>
public sealed class SlowHotels(Chromium chromium) : IAsyncLifetime
{
    public Dashboard Dashboard { get; } = new(chromium)
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Etl__ModelConfigs__RawBookings_Resort__syntheticRows"] = "100000000" },
    };

    public ValueTask InitializeAsync() => Dashboard.InitializeAsync();

    public ValueTask DisposeAsync() => Dashboard.DisposeAsync();
}

namespace Etl.Browser.Tests.Support;

/// <summary>A dashboard of a store in which <c>hotels</c> has run once.</summary>
public sealed class PublishedHotels(Chromium chromium) : IAsyncLifetime
{
    public Dashboard Dashboard { get; } = new(chromium);

    public string RunId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Dashboard.InitializeAsync();
        RunId = await Dashboard.FinishedRunAsync("hotels", """{"businessDate": "2026-11-01"}""");
    }

    public ValueTask DisposeAsync() => Dashboard.DisposeAsync();
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests.Support;

/// <summary>A dashboard in which every page has something to show: a run that succeeded, one that failed, a backfill, a paused pipeline.</summary>
public sealed class EveryPage(Chromium chromium) : IAsyncLifetime
{
    private readonly Dashboard _dashboard = new(chromium);
    private readonly Dictionary<string, string> _fragments = new(StringComparer.Ordinal)
    {
        ["pipelines"] = "#/",
        ["pipeline"] = "#/pipelines/hotels",
        ["paused pipeline"] = "#/pipelines/hotels.city",
        ["runs"] = "#/runs",
        ["no runs"] = "#/runs?status=Cancelled",
        ["models"] = "#/models",
        ["model"] = "#/models/MonthlyKpis.Resort",
        ["partitioned model"] = "#/models/OnTheBooks",
        ["no such page"] = "#/nowhere",
    };

    public static TheoryData<string> Names =>
        ["pipelines", "pipeline", "paused pipeline", "runs", "no runs", "run", "failed run", "backfill", "models", "model", "partitioned model", "no such page"];

    public async ValueTask InitializeAsync()
    {
        await _dashboard.InitializeAsync();
        _fragments["run"] = $"#/runs/{await _dashboard.FinishedRunAsync("hotels", """{"businessDate": "2026-11-01"}""")}";
        _fragments["failed run"] = $"#/runs/{await _dashboard.FailedRunAsync("2026-11-02")}";
        var backfill = (await _dashboard.PostAsync("pipelines/hotels.group/backfills", """{"from": "2026-11-01", "to": "2026-11-02"}""")).Location!.ToString();
        _fragments["backfill"] = $"#/backfills/{backfill[(backfill.LastIndexOf('/') + 1)..]}";
        await _dashboard.PostAsync("pipelines/hotels.city/pause");
    }

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    /// <summary>When it has loaded.</summary>
    internal async Task<Window> OpenAsync(string name, BrowserNewContextOptions? options = null)
    {
        var window = await _dashboard.OpenAsync(_fragments[name], options);
        await Expect(window.Heading).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        if (name == "backfill")
        {
            await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        }

        return window;
    }
}

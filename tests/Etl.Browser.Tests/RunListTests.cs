using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class RunListTests(RunListTests.ThreeRuns runs) : IClassFixture<RunListTests.ThreeRuns>
{
    [Fact]
    public async Task Filter_ByPipelineStatusAndDate_IsInTheAddressAndCanBeTakenBack()
    {
        await using var window = await runs.Dashboard.OpenAsync("#/runs");
        await ShouldShowAsync(window, runs.Failed, runs.City, runs.Resort);

        await window.Page.GetByLabel("Pipeline").SelectOptionAsync("hotels.resort");
        await ShouldShowAsync(window, runs.Failed, runs.Resort);
        await window.Button("✕ Failed").ClickAsync();
        await ShouldShowAsync(window, runs.Failed);
        Assert.EndsWith("#/runs?pipeline=hotels.resort&status=Failed", window.Page.Url, StringComparison.Ordinal);
        await Expect(window.Button("✕ Failed")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(window.Button("✕ Failed")).ToBeFocusedAsync();
        await window.LookAsync("runs-filtered");

        await window.Page.ReloadAsync();
        await ShouldShowAsync(window, runs.Failed);
        await Expect(window.Page.GetByLabel("Pipeline")).ToHaveValueAsync("hotels.resort");
        await window.Button("✓ Succeeded").ClickAsync();
        await ShouldShowAsync(window, runs.Failed, runs.Resort);
        await window.Page.GoBackAsync();
        await ShouldShowAsync(window, runs.Failed);
        await window.Link("Show all runs").ClickAsync();
        await ShouldShowAsync(window, runs.Failed, runs.City, runs.Resort);

        await window.Page.GetByLabel("Business date from").FillAsync("2026-11-02");
        await ShouldShowAsync(window, runs.Failed, runs.City);
        await window.Page.GetByLabel("Business date to").FillAsync("2026-11-02");
        await ShouldShowAsync(window, runs.City);
        await window.Page.GetByLabel("Business date from").FillAsync("2026-12-01");
        await Expect(window.Page.GetByText("No run is like that.")).ToBeVisibleAsync();
        await window.LookAsync("runs-none");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Filter_ByPaused_ShowsRunsThatWait()
    {
        await using var window = await runs.Dashboard.OpenAsync("#/runs");

        await window.Button("‖ Paused").ClickAsync();

        await Expect(window.Page.GetByText("No run is like that.")).ToBeVisibleAsync();
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task OlderRuns_AreTurnedToByKeyboard()
    {
        await using var window = await runs.Dashboard.OpenAsync("#/runs?limit=2");
        await ShouldShowAsync(window, runs.Failed, runs.City);

        await window.Link("Older runs").PressAsync("Enter");
        await ShouldShowAsync(window, runs.Resort);
        await Expect(window.Heading).ToBeFocusedAsync();
        await Expect(window.Page.Locator("#announcer")).ToHaveTextAsync("1 run, older ones.");
        await Expect(window.Link("Older runs")).ToHaveCountAsync(0);
        await window.LookAsync("runs-older");
        await window.Link("Newest runs").PressAsync("Enter");
        await ShouldShowAsync(window, runs.Failed, runs.City);
        window.ShouldBeQuiet();
    }

    /// <summary>With a filter a page may be empty and be followed by others.</summary>
    [Fact]
    public async Task PagesWithoutRuns_AreSkipped_ButNotForEver()
    {
        var asked = 0;
        await using var window = await runs.Dashboard.OpenAsync("#/runs?status=Cancelled", prepare: context => context.RouteAsync("**/api/runs?**", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = "[]",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Link"] = $"</api/runs?status=Cancelled&after=page{++asked}>; rel=\"next\"" },
        })));

        await Expect(window.Page.GetByText("None of the runs that were looked through is like that.")).ToBeVisibleAsync();
        Assert.Equal(5, asked);
        await Expect(window.Link("Older runs")).ToHaveAttributeAsync("href", "#/runs?status=Cancelled&after=page5");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Filter_ThatTheApiRefuses_SaysWhy()
    {
        await using var window = await runs.Dashboard.OpenAsync("#/runs?status=Sleeping&from=never");

        await Expect(window.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await window.Link("Show all runs").ClickAsync();
        await ShouldShowAsync(window, runs.Failed, runs.City, runs.Resort);
        window.ShouldBeQuiet(422);
    }

    private static Task ShouldShowAsync(Window window, params string[] runIds) =>
        Expect(window.Page.GetByRole(AriaRole.Table).Locator("tbody td:nth-child(2)")).ToHaveTextAsync(runIds);

    /// <summary>Newest last: of a day each, the last one failed.</summary>
    public sealed class ThreeRuns(Chromium chromium) : IAsyncLifetime
    {
        public Dashboard Dashboard { get; } = new(chromium);

        public string Resort { get; private set; } = "";

        public string City { get; private set; } = "";

        public string Failed { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Dashboard.InitializeAsync();
            Resort = await Dashboard.FinishedRunAsync("hotels.resort", """{"businessDate": "2026-11-01"}""");
            City = await Dashboard.FinishedRunAsync("hotels.city", """{"businessDate": "2026-11-02"}""");
            Failed = await Dashboard.FailedRunAsync("2026-11-03");
        }

        public ValueTask DisposeAsync() => Dashboard.DisposeAsync();
    }
}

using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class PipelineTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task PausedPipeline_IsSeenAsSuchAndCanOnlyBeUnpaused()
    {
        await using var window = await dashboard.OpenAsync("#/pipelines/hotels");
        await window.Button("Pause").PressAsync("Enter");

        await Expect(window.Page.Locator(".badge[data-status=Paused]")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#announcer")).ToContainTextAsync("It is paused");
        await Expect(window.Button("Unpause")).ToBeFocusedAsync();
        await Expect(window.Button("Start")).ToHaveCountAsync(0);
        await Expect(window.Button("Backfill")).ToHaveCountAsync(0);
        await window.LookAsync("pipeline-paused");

        await window.Link("Pipelines").ClickAsync();
        var card = window.Page.Locator(".card").Filter(new() { Has = window.Link("hotels") });
        await Expect(card.Locator(".badge")).ToHaveTextAsync("‖ Paused");
        await Expect(card).Not.ToContainTextAsync("next in");
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" })).ToContainTextAsync("hotels: nothing of it is started");
        await Expect(window.Button("Start hotels")).ToHaveCountAsync(0);
        await window.LookAsync("pipelines-paused");
        await window.Button("Unpause hotels").PressAsync("Enter");
        await Expect(window.Button("Start hotels")).ToBeFocusedAsync();
        await Expect(card.Locator(".badge")).ToHaveCountAsync(0);
        await Expect(card).ToContainTextAsync("next in");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Pause_ThatIsRefused_ShowsWhy()
    {
        await using var window = await dashboard.OpenAsync("#/pipelines/hotels.city");
        await window.Page.RouteAsync("**/api/pipelines/hotels.city/pause", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"title": "The store can't be reached", "status": 503, "detail": "Try again."}""",
        }));

        await window.Button("Pause").ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Try again." })).ToHaveTextAsync("The store can't be reached: Try again.");
        await Expect(window.Button("Pause")).ToBeEnabledAsync();
        window.ShouldBeQuiet(503);
    }

    [Fact]
    public async Task Pipelines_PutWhatHasFailedFirst_UntilALaterRunSucceeds()
    {
        var failed = await dashboard.FailedRunAsync("2026-11-03");
        await using var window = await dashboard.OpenAsync();
        var attention = window.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" });

        await Expect(attention.GetByRole(AriaRole.Listitem).Filter(new() { HasText = failed }).Locator(".badge")).ToHaveTextAsync("✕ Failed");
        await window.LookAsync("pipelines-failed");
        await dashboard.FinishedRunAsync("hotels.resort");
        await window.Page.ReloadAsync();
        await Expect(window.Page.GetByText("Nothing needs attention")).ToBeVisibleAsync();
        await Expect(attention).ToHaveCountAsync(0);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task UnknownPipeline_SaysSoAndOffersNothing()
    {
        await using var window = await dashboard.OpenAsync("#/pipelines/hotelz");

        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "hotelz" })).ToContainTextAsync("hotels");
        await Expect(window.Page.GetByText("No run yet.")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("main button:visible")).ToHaveCountAsync(0);
        window.ShouldBeQuiet(404);
    }
}

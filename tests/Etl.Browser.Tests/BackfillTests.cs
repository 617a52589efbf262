using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class BackfillTests(SlowHotels slow, PublishedHotels hotels) : IClassFixture<SlowHotels>, IClassFixture<PublishedHotels>
{
    private Dashboard Dashboard => hotels.Dashboard;

    [Fact]
    public async Task Backfill_IsStartedFromThePipelineAndFollowedToItsEnd()
    {
        await using var window = await Dashboard.OpenAsync("#/pipelines/hotels.city");
        await window.Button("Backfill").ClickAsync();
        await Expect(window.Page.GetByLabel("From", new() { Exact = true })).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Button("Backfill")).ToBeFocusedAsync();
        await FillAsync(window, "2026-11-01", "2026-11-03");
        await window.Page.GetByLabel("Runs at a time").FillAsync("2");
        await window.Page.GetByLabel("currency").FillAsync("CHF");
        await window.Page.GetByLabel("Only these tasks").FillAsync("+CleanBookings.City");
        await window.LookAsync("backfill-form", fullPage: false);
        await window.Button("Start the backfill").ClickAsync();

        await Expect(window.Heading).ToContainTextAsync("hotels.city-b-");
        await Expect(window.Heading).ToBeFocusedAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(window.Page.GetByText("3 of 3 dates done")).ToBeVisibleAsync();
        await Expect(Dates(window).GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await Expect(Dates(window).Locator(".badge[data-status=Succeeded]")).ToHaveCountAsync(3);
        await Expect(window.Page.Locator("#announcer")).ToHaveTextAsync("Backfill Succeeded. 3 Succeeded.");
        await Expect(window.Button("Cancel the backfill")).ToHaveCountAsync(0);
        await window.LookAsync("backfill");

        var backfill = await window.Heading.InnerTextAsync();
        await Dates(window).GetByRole(AriaRole.Link, new() { Name = $"{backfill}-20261102" }).ClickAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(window.Page.Locator(".run-head")).ToContainTextAsync("currency=CHF");
        await Expect(window.Page.Locator(".run-head")).ToContainTextAsync("+CleanBookings.City");
        await Expect(window.Page.Locator("li.task")).ToHaveCountAsync(2);
        await window.Link(backfill).ClickAsync();
        await window.Link("hotels.city").ClickAsync();
        await window.Link(backfill).ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync(backfill);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Form_ThatIsRefused_ShowsEveryProblemAndKeepsWhatWasTyped()
    {
        await using var window = await Dashboard.OpenAsync("#/pipelines/hotels.city");
        var alert = window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert);
        await window.Button("Backfill").ClickAsync();
        await window.Button("Start the backfill").ClickAsync();
        await Expect(alert).ToContainTextAsync("Give the first and the last business date.");

        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-11-03");
        await window.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2026-11-01");
        await window.Page.GetByLabel("Runs at a time").FillAsync("99");
        await window.Page.GetByLabel("Only these tasks").FillAsync("tag:nothing");
        await window.Button("Start the backfill").ClickAsync();

        await Expect(alert.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Expect(alert).ToContainTextAsync("'maxParallel' must be a whole number from 1 to 50, not 99");
        await Expect(window.Page.GetByLabel("Only these tasks")).ToHaveValueAsync("tag:nothing");
        await Expect(window.Button("Start the backfill")).ToBeFocusedAsync();
        await window.LookAsync("backfill-refused", fullPage: false);
        window.ShouldBeQuiet(422);
    }

    [Fact]
    public async Task MissingOnly_RunsOnlyDatesWithoutPartition()
    {
        await Dashboard.FinishedRunAsync("hotels.group", """{"businessDate": "2026-11-02"}""");
        await using var window = await Dashboard.OpenAsync("#/pipelines/hotels.group");
        await FillAsync(window, "2026-11-01", "2026-11-03");
        await window.Page.GetByLabel("Only dates of which a partition is missing").CheckAsync();
        await window.Button("Start the backfill").ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(Dates(window).Locator("td:first-child")).ToHaveTextAsync(["2026-11-01", "2026-11-03"]);

        await window.Page.GoBackAsync();
        await FillAsync(window, "2026-11-01", "2026-11-03");
        await window.Page.GetByLabel("Only dates of which a partition is missing").CheckAsync();
        await window.Button("Start the backfill").ClickAsync();
        await Expect(window.Page.GetByText("None: no partition was missing.")).ToBeVisibleAsync();
        await window.LookAsync("backfill-empty");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task DatesThatFailed_AreFoundByTheirStatusAndLeadToTheirRuns()
    {
        var source = Path.Combine(Dashboard.Sources, "bad.csv");
        await File.WriteAllTextAsync(source, "not,bookings\n", TestContext.Current.CancellationToken);
        await using var window = await Dashboard.OpenAsync("#/pipelines/hotels.resort");
        await FillAsync(window, "2026-11-01", "2026-11-02");
        await window.Page.GetByText("More", new() { Exact = true }).ClickAsync();
        await window.Page.GetByLabel("Settings of models").FillAsync($"RawBookings.Resort.path={source}");
        await window.Button("Start the backfill").ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("✕ Failed");
        await window.Button("✕ Failed 2").ClickAsync();
        await Expect(window.Button("✕ Failed 2")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Dates(window).GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await window.LookAsync("backfill-failed");
        await Dates(window).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(window.Page.Locator(".failure")).ToContainTextAsync("there is no header");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Backfill_OfAPausedPipeline_SaysWhatItWaitsFor_AndIsCancelled()
    {
        await using var window = await slow.Dashboard.OpenAsync("#/pipelines/hotels.resort");
        await FillAsync(window, "2026-11-01", "2026-11-03");
        await window.Button("Start the backfill").ClickAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("▶ Running");
        await Expect(Dates(window).Locator(".badge")).ToHaveTextAsync(["▶ Running", "· Pending", "· Pending"]);
        await slow.Dashboard.PostAsync("pipelines/hotels.resort/pause");
        await Expect(window.Page.GetByText("Its pipeline is paused")).ToBeVisibleAsync();
        await window.LookAsync("backfill-waits");

        await window.Button("Cancel the backfill").ClickAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("No further run of it is started");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the backfill" }).ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("■ Cancelled");
        await Expect(Dates(window).Locator(".badge")).ToHaveTextAsync(["■ Cancelled", "■ Cancelled", "■ Cancelled"]);
        await Expect(window.Page.GetByText("Its pipeline is paused")).ToHaveCountAsync(0);
        await Expect(window.Heading).ToBeFocusedAsync();
        await slow.Dashboard.PostAsync("pipelines/hotels.resort/unpause");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task UnknownBackfill_SaysSo()
    {
        await using var window = await Dashboard.OpenAsync("#/backfills/hotels-b-000000000000");

        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "There is no backfill" })).ToBeVisibleAsync();
        await Expect(window.Page.Locator("main button:visible")).ToHaveCountAsync(0);
        window.ShouldBeQuiet(404);
    }

    private static ILocator Dates(Window window) => window.Page.GetByRole(AriaRole.Table);

    private static async Task FillAsync(Window window, string from, string to)
    {
        await window.Button("Backfill").ClickAsync();
        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync(from);
        await window.Page.GetByLabel("To", new() { Exact = true }).FillAsync(to);
    }
}

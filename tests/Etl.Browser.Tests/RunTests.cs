using System.Text.Json.Nodes;
using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class RunTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task Start_FromThePipelinesPage_IsWatchedToItsEndWithoutReloading()
    {
        await using var window = await dashboard.OpenAsync();

        await window.Button("Start hotels.city").ClickAsync();
        await window.Page.GetByLabel("Business date").FillAsync("2026-11-20");
        await window.LookAsync("start-form", fullPage: false);
        await window.Button("Start the run").ClickAsync();

        await Expect(window.Heading).ToContainTextAsync("hotels.city-");
        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(window.Page.GetByText("6 of 6 tasks done")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("li.task[data-status=Succeeded]")).ToHaveCountAsync(6);
        await Expect(window.Page.Locator(".node[data-status=Succeeded]")).ToHaveCountAsync(6);
        await Expect(window.Page.GetByText("2026-11-20")).ToBeVisibleAsync();
        await Expect(window.Button("Show rows of MonthlyKpis.City")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#announcer")).ToHaveTextAsync("Run Succeeded. 6 Succeeded.");
        await window.LookAsync("run-succeeded");
        await window.Link("Pipelines").ClickAsync();
        await Expect(window.Page.Locator(".bar[data-status=Succeeded]").First).ToBeVisibleAsync();
        await window.LookAsync("pipelines");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task FailedTask_IsOpenedWithItsError_AndRunsAgainFromThereWhenItsSourceIsMended()
    {
        var source = Path.Combine(dashboard.Sources, "mended.csv");
        await File.WriteAllTextAsync(source, "not,bookings\n1,2\n", TestContext.Current.CancellationToken);
        await using var window = await dashboard.OpenAsync("#/pipelines/hotels.resort");
        await window.Button("Start").ClickAsync();
        await window.Page.GetByText("More", new() { Exact = true }).ClickAsync();
        await window.Page.GetByLabel("Settings of models").FillAsync($"RawBookings.Resort.path={source}");
        await window.Button("Start the run").ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("✕ Failed");
        var failure = window.Page.Locator(".failure");
        await Expect(failure.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Failed: LoadRawBookings.Resort");
        await Expect(failure.Locator(".error pre")).ToContainTextAsync("there is no header");
        await failure.GetByText("Log", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(failure.Locator("pre.document")).ToContainTextAsync("Error: Etl.Core.Tasks.PermanentTaskException");
        await Expect(window.Task("CleanBookings.Resort").Locator(".task-status")).ToHaveTextAsync("Skipped");
        await window.Link("LoadRawBookings.Resort").First.ClickAsync();
        var row = window.Task("LoadRawBookings.Resort");
        await Expect(row.Locator(".task-detail .error pre")).ToContainTextAsync(source);
        await Expect(row.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await window.LookAsync("run-failed");

        var failed = window.RunId;
        await File.WriteAllTextAsync(source, BookingsHeader + "\n", TestContext.Current.CancellationToken);
        await window.Button("Rerun from the failed tasks").ClickAsync();
        await Expect(window.Link(failed)).ToBeVisibleAsync();
        Assert.NotEqual(failed, window.RunId);
        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Start_ThatIsRefused_ShowsEveryProblemAndKeepsTheForm()
    {
        await using var window = await dashboard.OpenAsync("#/pipelines/hotels");
        await window.Button("Start").ClickAsync();
        await window.Page.GetByLabel("Only these tasks").FillAsync("group:nowhere");
        await window.Page.GetByText("More", new() { Exact = true }).ClickAsync();
        await window.Page.GetByLabel("Settings of models").FillAsync("RawBookings.Resort.seed=7");
        await window.Button("Start the run").ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nowhere");
        await Expect(window.Page.GetByLabel("Only these tasks")).ToHaveValueAsync("group:nowhere");
        await window.LookAsync("start-refused", fullPage: false);
        window.ShouldBeQuiet(422);
    }

    [Fact]
    public async Task Start_ThatSkipsWhatHasNotChanged_ShowsReusedTasks()
    {
        const string Date = "2026-11-15";
        await dashboard.FinishedRunAsync("hotels.city", $$"""{"businessDate": "{{Date}}"}""");
        await using var window = await dashboard.OpenAsync("#/pipelines/hotels.city");
        await window.Button("Start").ClickAsync();
        await window.Page.GetByLabel("Business date").FillAsync(Date);
        await window.Page.GetByLabel("Skip tasks whose results would be the same").CheckAsync();
        await window.Button("Start the run").ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(window.Task("LoadRawBookings.City").Locator(".task-status")).ToHaveTextAsync("Reused");
        await window.LookAsync("run-reused");
        window.ShouldBeQuiet();
    }

    /// <summary>Documents that were stored before tasks had a start time and upstream.</summary>
    [Fact]
    public async Task Run_OfAnEarlierVersion_IsDrawnWithTheGraphOfItsPipeline()
    {
        var runId = await dashboard.FinishedRunAsync("hotels.city");
        var document = JsonNode.Parse(await dashboard.Api.GetStringAsync($"api/runs/{runId}", TestContext.Current.CancellationToken))!;
        foreach (var task in document["tasks"]!.AsArray())
        {
            Assert.True(task!.AsObject().Remove("startedAt"));
            task.AsObject().Remove("upstream");
        }

        await using var window = await dashboard.OpenAsync($"#/runs/{runId}", prepare: context =>
            context.RouteAsync($"**/api/runs/{runId}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = document.ToJsonString() })));

        await Expect(window.Page.Locator(".edge")).ToHaveCountAsync(8);
        await Expect(window.Page.Locator(".critical-mark:visible")).ToHaveCountAsync(4);
        await Expect(window.Page.Locator(".edge.critical")).ToHaveCountAsync(3);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task UnknownRun_SaysSo()
    {
        await using var window = await dashboard.OpenAsync("#/runs/hotels-19990101-nightly");

        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "There is no run" })).ToBeVisibleAsync();
        window.ShouldBeQuiet(404);
    }

    internal const string BookingsHeader =
        "hotel,is_canceled,lead_time,arrival_date_year,arrival_date_month,arrival_date_week_number,arrival_date_day_of_month,stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,market_segment,distribution_channel,is_repeated_guest,previous_cancellations,previous_bookings_not_canceled,reserved_room_type,assigned_room_type,booking_changes,deposit_type,agent,company,days_in_waiting_list,customer_type,adr,required_car_parking_spaces,total_of_special_requests,reservation_status,reservation_status_date";
}

using System.Collections.Concurrent;
using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class PollingTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task Document_ThatHasNotChanged_IsNotSentAgain()
    {
        var statuses = new ConcurrentQueue<(string Path, int Status)>();
        await using var window = await dashboard.OpenAsync("#/runs", prepare: context =>
        {
            context.Response += (_, response) => statuses.Enqueue((new Uri(response.Url).AbsolutePath, response.Status));
            return context.Clock.InstallAsync();
        });
        await ListIsShownAsync(window);

        await window.Page.RunAndWaitForResponseAsync(() => window.Page.Clock.FastForwardAsync("00:16"), response => response.Url.EndsWith("/api/runs", StringComparison.Ordinal));

        Assert.Equal([200, 304], statuses.Where(answer => answer.Path == "/api/runs").Select(answer => answer.Status));
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Backfill_ThatHasNotChanged_IsNotSentAgain()
    {
        var backfill = (await dashboard.PostAsync("pipelines/hotels.city/backfills", """{"from": "2026-11-01", "to": "2026-11-01", "select": "LoadRawBookings.City"}""")).Location!.ToString();
        var statuses = new ConcurrentQueue<int>();
        await using var window = await dashboard.OpenAsync($"#/backfills/{backfill[(backfill.LastIndexOf('/') + 1)..]}", prepare: context => context.Clock.InstallAsync());
        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        window.Page.Response += (_, response) => statuses.Enqueue(response.Status);

        await window.Page.RunAndWaitForResponseAsync(() => window.Page.Clock.FastForwardAsync("01:01"), response => response.Url.EndsWith(backfill, StringComparison.Ordinal));

        Assert.NotEmpty(statuses);
        Assert.All(statuses, status => Assert.Equal(304, status));
        window.ShouldBeQuiet();
    }

    /// <summary>Its title and clock would otherwise go on over another page.</summary>
    [Fact]
    public async Task Answer_ThatComesAfterThePageWasLeft_IsNotShown()
    {
        var runId = await dashboard.FinishedRunAsync("hotels.city", """{"select": "LoadRawBookings.City"}""");
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayGoOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var window = await dashboard.OpenAsync($"#/runs/{runId}", prepare: context => context.RouteAsync($"**/api/runs/{runId}", async route =>
        {
            isHeld.SetResult();
            await mayGoOn.Task;
            await route.ContinueAsync();
        }));
        await isHeld.Task.WaitAsync(TestContext.Current.CancellationToken);
        await window.Link("Models").ClickAsync();
        await Expect(window.Page).ToHaveTitleAsync("Models · etl");

        await window.Page.RunAndWaitForResponseAsync(() => { mayGoOn.SetResult(); return Task.CompletedTask; }, response => response.Url.EndsWith(runId, StringComparison.Ordinal));
        await window.Link("Runs").ClickAsync();

        await Expect(window.Page).ToHaveTitleAsync("Runs · etl");
        await Expect(window.Page.Locator("#announcer")).Not.ToContainTextAsync("Succeeded");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Page_InAHiddenTab_AsksForNothingUntilItIsSeenAgain()
    {
        var asked = 0;
        await using var window = await dashboard.OpenAsync("#/runs", prepare: async context =>
        {
            await context.Clock.InstallAsync();
            await context.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { get: () => window.isHidden === true });");
        });
        await ListIsShownAsync(window);

        await HideAsync(window);
        window.Page.Request += (_, _) => Interlocked.Increment(ref asked);
        await window.Page.Clock.RunForAsync("10:00");
        Assert.Equal(0, Volatile.Read(ref asked));

        await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.EvaluateAsync("() => { window.isHidden = false; document.dispatchEvent(new Event('visibilitychange')); }"),
            response => response.Url.EndsWith("/api/runs", StringComparison.Ordinal));
        Assert.Equal(1, Volatile.Read(ref asked));
    }

    [Fact]
    public async Task RunThatGoesOn_InAHiddenTab_AsksForNothing()
    {
        await using var window = await dashboard.OpenAsync("#/runs/r?task=t", prepare: async context =>
        {
            await context.Clock.InstallAsync();
            await context.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { get: () => window.isHidden === true });");
            await context.RouteAsync("**/api/runs/r", route => route.FulfillAsync(new() { ContentType = "application/json", Body = RunOfOneTask("Running") }));
            await context.RouteAsync("**/api/runs/r/logs**", route => route.FulfillAsync(new() { ContentType = "application/json", Body = "[]" }));
        });
        await window.Task("t").GetByText("Log", new() { Exact = true }).ClickAsync();
        await Expect(window.Task("t").Locator("pre")).ToHaveTextAsync("Nothing was logged.");
        await window.Page.RunAndWaitForRequestAsync(() => window.Page.Clock.RunForAsync("00:05"), request => request.Url.Contains("/logs", StringComparison.Ordinal));

        await HideAsync(window);
        var asked = 0;
        window.Page.Request += (_, _) => Interlocked.Increment(ref asked);
        await window.Page.Clock.RunForAsync("10:00");

        Assert.Equal(0, Volatile.Read(ref asked));
    }

    [Fact]
    public async Task LogOfATaskThatEnds_HasItsLastLine()
    {
        var status = "Running";
        var told = status;
        await using var window = await dashboard.OpenAsync("#/runs/r?task=t", prepare: async context =>
        {
            await context.Clock.InstallAsync();
            await context.RouteAsync("**/api/runs/r", route =>
            {
                told = status;
                return route.FulfillAsync(new() { ContentType = "application/json", Body = RunOfOneTask(told) });
            });
            await context.RouteAsync("**/api/runs/r/logs**", route => route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = $$"""[{"task": "t", "time": "2026-11-01T00:00:00Z", "level": "Information", "message": "{{told}}"}]""",
            }));
        });
        var log = window.Task("t").Locator("pre");
        await window.Task("t").GetByText("Log", new() { Exact = true }).ClickAsync();
        await Expect(log).ToContainTextAsync("Running");

        status = "Succeeded";
        await window.Page.Clock.RunForAsync("00:30");

        await Expect(log).ToContainTextAsync("Succeeded");
    }

    [Fact]
    public async Task Page_WhoseHostIsGone_KeepsWhatItShowsAndSaysThatItMayBeOld()
    {
        await using var window = await dashboard.OpenAsync("#/", prepare: context => context.Clock.InstallAsync());
        await Expect(window.Link("hotels")).ToBeVisibleAsync();

        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.Clock.FastForwardAsync("00:16");
        await Expect(window.Page.Locator("#connection")).ToContainTextAsync("What you see may be old");
        await Expect(window.Link("hotels")).ToBeVisibleAsync();

        await window.Page.Context.SetOfflineAsync(false);
        await window.Page.Clock.FastForwardAsync("00:31");
        await Expect(window.Page.Locator("#connection")).ToBeHiddenAsync();
    }

    private static string RunOfOneTask(string status) =>
        $$"""{"runId": "r", "pipeline": "p", "status": "{{status}}", "businessDate": "2026-11-01", "startedAt": "2026-11-01T00:00:00Z", "durationMs": null, "error": null, "models": [], "tasks": [{"name": "t", "group": "", "level": 1, "status": "{{status}}", "attempts": 1, "rows": 1, "bytes": 1, "durationMs": null, "error": null, "startedAt": "2026-11-01T00:00:00Z"}]}""";

    /// <summary>Requests are told in the order in which they were made, so what the page asked for while it was seen has been told when the last one is.</summary>
    private static Task HideAsync(Window window) =>
        window.Page.RunAndWaitForRequestAsync(
            () => window.Page.EvaluateAsync("() => { window.isHidden = true; document.dispatchEvent(new Event('visibilitychange')); return fetch('icon.svg?last'); }"),
            request => request.Url.EndsWith("?last", StringComparison.Ordinal));

    /// <summary>Whatever runs the other tests have left in it.</summary>
    private static async Task ListIsShownAsync(Window window)
    {
        await Expect(window.Heading).ToHaveTextAsync("Runs");
        await Expect(window.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }
}

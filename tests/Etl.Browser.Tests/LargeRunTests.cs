using System.Text.Json;
using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class LargeRunTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private const string RunId = "large-20261122T020000Z-abc123";

    [Fact]
    public async Task RunOfAThousandTasks_IsDrawnInGroups_AndEachTaskCanBeFound()
    {
        await using var window = await OpenAsync(ThousandTasks("Running"));

        await Expect(window.Page.Locator("li.task")).ToHaveCountAsync(1000);
        Assert.InRange(await window.Page.Locator(".node").CountAsync(), 2, 120);
        await window.LookAsync("thousand", fullPage: false);
        await window.Page.GetByLabel("Find a task").FillAsync("hotel077");
        await Expect(window.Page.Locator("li.task:visible")).ToHaveCountAsync(5);
        await window.Page.GetByLabel("Find a task").FillAsync("");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "✕ Failed" }).ClickAsync();
        await Expect(window.Page.Locator("li.task:visible")).ToHaveCountAsync(1);
        await window.Page.Locator("li.task:visible").ScrollIntoViewIfNeededAsync();
        await window.LookAsync("thousand-failed", fullPage: false);
        await window.Page.Locator(".node").First.ClickAsync();
        await Expect(window.Page.Locator(".scope")).ToContainTextAsync("task");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task RunOfAThousandTasks_OnANarrowScreen_IsReadable()
    {
        await using var window = await OpenAsync(ThousandTasks("Failed"), width: 400);

        await Expect(window.Page.Locator("li.task")).ToHaveCountAsync(1000);
        await window.LookAsync("narrow-thousand", fullPage: false);
        Assert.Equal(0, await window.ExcessWidthAsync());
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Elements_OfARun_DoNotGrowWithItsTasks_AndEachTaskIsStillReached()
    {
        await using var small = await OpenAsync(Tasks(groups: 400, "Running"));
        await Expect(small.Page.Locator("li.task")).ToHaveCountAsync(1000);
        var elements = await small.Page.Locator("*").CountAsync();

        await using var large = await OpenAsync(Tasks(groups: 2000, "Running"));
        await Expect(large.Page.Locator("li.task")).ToHaveCountAsync(1000);
        Assert.InRange(await large.Page.Locator("*").CountAsync(), elements / 2, elements * 2);
        await Expect(large.Page.GetByText("The first 1,000 tasks of 10,000 tasks.")).ToBeVisibleAsync();

        await large.Button("Show more").ClickAsync();
        await Expect(large.Page.Locator("li.task")).ToHaveCountAsync(2000);
        await Expect(large.Page.Locator("li.task").Nth(1000).GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await large.Page.EvaluateAsync("() => location.hash += '?task=Report.hotel1999'");
        await Expect(large.Task("Report.hotel1999").GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await Expect(large.Page.Locator("li.task")).ToHaveCountAsync(1);
        await large.Button("Show all tasks").ClickAsync();
        await Expect(large.Page.Locator("li.task")).ToHaveCountAsync(1000);
        await Expect(large.Page.GetByLabel("Find a task")).ToBeFocusedAsync();
        large.ShouldBeQuiet();
    }

    private async Task<Window> OpenAsync(object run, int width = 1280)
    {
        var body = JsonSerializer.Serialize(run);
        return await dashboard.OpenAsync($"#/runs/{RunId}", new() { ViewportSize = new() { Width = width, Height = 900 } }, context =>
            context.RouteAsync($"**/api/runs/{RunId}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = body })));
    }

    private static object ThousandTasks(string status) => Tasks(200, status);

    /// <summary>Groups of five tasks in a row: one load that fails, everything else as far as a run gets.</summary>
    private static object Tasks(int groups, string status)
    {
        string[] steps = ["Load", "Clean", "Measure", "Compare", "Report"];
        var start = DateTimeOffset.UtcNow.AddMinutes(-10);
        var tasks = steps.SelectMany((step, level) => Enumerable.Range(0, groups).Select(group =>
        {
            var name = $"hotel{group:000}";
            var state = (group, level) switch
            {
                (13, 0) => "Failed",
                (13, _) => "Skipped",
                (_, <= 2) => "Succeeded",
                (_, 3) when group % 3 == 0 => "Succeeded",
                (_, 3) when group % 3 == 1 => "Running",
                _ => "Pending",
            };
            return new
            {
                name = $"{step}.{name}",
                group = $"chain{group / 20:00}/{name}",
                level = level + 1,
                status = state,
                attempts = state is "Pending" or "Skipped" ? 0 : 1,
                rows = group * 100,
                bytes = group * 4000,
                durationMs = state is "Succeeded" or "Failed" ? 20_000 + group * 100 : (int?)null,
                error = state == "Failed" ? new { type = "PermanentTaskException", message = "'bookings.csv', line 4711: the date '2015-02-30' is no date." } : null,
                startedAt = state is "Pending" or "Skipped" ? (DateTimeOffset?)null : start.AddMinutes(level * 2).AddSeconds(group % 40),
                upstream = level == 0 ? [] : new[] { $"{steps[level - 1]}.{name}" },
            };
        })).ToList();
        return new { runId = RunId, pipeline = "large", status, businessDate = "2026-11-21", startedAt = start, durationMs = status == "Running" ? (int?)null : 600_000, error = (object?)null, tasks, models = Array.Empty<object>() };
    }
}

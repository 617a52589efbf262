using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

/// <summary>What can be done about a run that is under way, and about one that has ended.</summary>
public sealed class RunActionTests(SlowHotels hotels) : IClassFixture<SlowHotels>
{
    private static readonly string[] All = ["Rerun from the failed tasks", "Rerun what was not done", "Rerun all", "Pause the run", "Unpause the run", "Cancel the run", "Terminate the run", "Purge its history"];

    [Fact]
    public async Task Pause_ShowsTheRunAsPaused_UntilItIsUnpaused()
    {
        await using var window = await OpenRunningAsync();
        await ShouldOfferAsync(window, "Pause the run", "Cancel the run", "Terminate the run");

        await window.Button("Pause the run").PressAsync("Enter");
        await Expect(window.RunStatus).ToHaveTextAsync("‖ Paused");
        await Expect(window.Page.GetByText("No further task is started until the run is unpaused")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#announcer")).ToContainTextAsync("Run Paused.");
        await Expect(window.Button("Unpause the run")).ToBeFocusedAsync();
        await ShouldOfferAsync(window, "Unpause the run", "Cancel the run", "Terminate the run");
        await window.LookAsync("run-paused");
        await using (var list = await hotels.Dashboard.OpenAsync("#/"))
        {
            await Expect(list.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" }).GetByRole(AriaRole.Link, new() { Name = window.RunId })).ToBeVisibleAsync();
        }

        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.RunStatus).ToHaveTextAsync("▶ Running");
        await ShouldOfferAsync(window, "Pause the run", "Cancel the run", "Terminate the run");
        await EndAsync(window);
    }

    [Fact]
    public async Task Terminate_IsAskedForTwiceAndEndsTheRun_AndPurgeKeepsItInTheList()
    {
        await using var window = await OpenRunningAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await window.Button("Terminate the run").ClickAsync();
        await Expect(dialog).ToContainTextAsync("ends at once");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go back" }).ClickAsync();
        await Expect(window.Button("Terminate the run")).ToBeFocusedAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("▶ Running");

        await EndAsync(window);
        await Expect(window.Page.GetByText("Terminated by an operator.")).ToBeVisibleAsync();
        await ShouldOfferAsync(window, "Rerun what was not done", "Rerun all", "Purge its history");
        await window.Button("Purge its history").ClickAsync();
        await Expect(dialog).ToContainTextAsync("stays in the list");
        await window.LookAsync("purge", fullPage: false);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Purge its history" }).ClickAsync();
        await Expect(window.Page.Locator("main .notice")).ToContainTextAsync("is deleted from the task hub");
        await Expect(window.Button("Purge its history")).ToBeFocusedAsync();

        await window.Page.ReloadAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("■ Cancelled");
        await window.Link("Runs").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Cancelled" }).First).ToBeVisibleAsync();
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Cancel_IsAskedForAndEndsTheRunCancelled()
    {
        await using var window = await OpenRunningAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await window.Button("Cancel the run").ClickAsync();
        await Expect(dialog).ToContainTextAsync("nothing of this run is published");
        await window.LookAsync("cancel", fullPage: false);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("■ Cancelled");
        await Expect(window.Page.GetByText("Cancelling: running tasks")).ToHaveCountAsync(0);
        await Expect(window.Page.GetByText("Nothing of a cancelled run is published.")).ToBeVisibleAsync();
        window.ShouldBeQuiet();
    }

    /// <summary>Somebody else was faster, and the page has not heard of it yet.</summary>
    [Fact]
    public async Task Action_ThatIsRefused_ShowsWhyAndKeepsThePage()
    {
        await using var window = await OpenRunningAsync();
        await window.Page.RouteAsync("**/api/runs/*/pause", async route =>
        {
            await hotels.Dashboard.PostAsync($"runs/{window.RunId}/terminate");
            await route.ContinueAsync();
        });

        await window.Button("Pause the run").ClickAsync();

        await Expect(window.RunStatus).ToHaveTextAsync("■ Cancelled");
        window.ShouldBeQuiet(409);

        // Unless the page was told of the end in between, it says why it was refused.
        await window.Page.RouteAsync("**/api/runs/*/purge", route => route.FulfillAsync(new()
        {
            Status = 409,
            ContentType = "application/problem+json",
            Body = """{"title": "Conflict", "status": 409, "detail": "It can't be <b>purged</b>."}""",
        }));
        await window.Button("Purge its history").ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Purge its history" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Conflict" })).ToHaveTextAsync("Conflict: It can't be <b>purged</b>.");
        await Expect(window.Button("Purge its history")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task RunningTask_IsLookedInto_WithItsLog()
    {
        await using var window = await OpenRunningAsync();
        var row = window.Task("LoadRawBookings.Resort");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await row.GetByText("Log", new() { Exact = true }).ClickAsync();
        await Expect(row.Locator("pre.document")).ToHaveTextAsync("Nothing was logged.");
        await window.Page.GetByText("The last lines of all tasks").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Log" }).Locator("pre")).ToHaveTextAsync("Nothing was logged.");
        await EndAsync(window);
        window.ShouldBeQuiet();
    }

    private static async Task ShouldOfferAsync(Window window, params string[] expected)
    {
        foreach (var name in All)
        {
            await Expect(window.Button(name)).ToHaveCountAsync(expected.Contains(name, StringComparer.Ordinal) ? 1 : 0);
        }
    }

    private static async Task EndAsync(Window window)
    {
        await window.Button("Terminate the run").ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Terminate the run" }).ClickAsync();
        await Expect(window.RunStatus).ToHaveTextAsync("■ Cancelled");
    }

    private async Task<Window> OpenRunningAsync()
    {
        var runId = await hotels.Dashboard.StartAsync("hotels.resort");
        var window = await hotels.Dashboard.OpenAsync($"#/runs/{runId}");
        await Expect(window.Task("LoadRawBookings.Resort").Locator(".task-status")).ToHaveTextAsync("Running");
        return window;
    }
}

using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

/// <summary>Whatever a source, a parameter or an error says is text.</summary>
public sealed class HostileTextTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private const string Markup = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task Parameter_WithMarkup_IsShownAsText()
    {
        var runId = await dashboard.FinishedRunAsync("hotels.city", $$"""{"parameters": {"currency": "{{Markup}}"}, "select": "LoadRawBookings.City"}""");
        await using var window = await dashboard.OpenAsync($"#/runs/{runId}");

        await Expect(window.Page.Locator(".run-head")).ToContainTextAsync($"currency={Markup}");
        await ShouldBeTextAsync(window);
    }

    [Fact]
    public async Task ErrorAndLog_WithMarkup_AreShownAsText()
    {
        var runId = await dashboard.FailedRunAsync("2026-11-01", $"{Markup},bookings\n");
        await using var window = await dashboard.OpenAsync($"#/runs/{runId}");

        await Expect(window.Page.Locator(".failure .error pre")).ToContainTextAsync(Markup);
        await window.Page.Locator(".failure summary").ClickAsync();
        await Expect(window.Page.Locator(".failure pre.document")).ToContainTextAsync(Markup);
        await ShouldBeTextAsync(window);
    }

    [Fact]
    public async Task Rows_WithMarkup_AreShownAsText()
    {
        var header = RunTests.BookingsHeader.Split(',');
        var row = header.Select(column => column switch { "hotel" => "Resort Hotel", "country" or "meal" => Markup, _ => "1" });
        await File.WriteAllTextAsync(Path.Combine(dashboard.Sources, "markup.csv"), $"{RunTests.BookingsHeader}\n{string.Join(',', row)}\n", TestContext.Current.CancellationToken);
        var runId = await dashboard.FinishedRunAsync("hotels.resort", $$$"""{"select": "LoadRawBookings.Resort", "modelConfigs": {"RawBookings.Resort": {"path": "{{{Path.Combine(dashboard.Sources, "markup.csv")}}}" } } }""");
        await using var window = await dashboard.OpenAsync($"#/runs/{runId}");

        await window.Button("Show rows of RawBookings.Resort").ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Cell, new() { Name = Markup })).ToHaveCountAsync(2);
        await ShouldBeTextAsync(window);
    }

    /// <summary>Names that no app could have, from an API that is not ours any more.</summary>
    [Theory]
    [InlineData("#/", "**/api/pipelines", """[{"name": "X", "description": "X", "tasks": 1, "schedules": [{"name": "X", "at": "02:00:00", "timeZone": "X"}], "paused": true}]""")]
    [InlineData("#/runs", "**/api/runs", """[{"runId": "X", "pipeline": "X", "status": "X", "startedAt": "2026-11-01T00:00:00Z", "durationMs": 1, "businessDate": "X"}]""")]
    [InlineData("#/models", "**/api/models", """[{"model": "X", "version": "X", "runId": "X", "businessDate": "X", "rows": 1, "bytes": 1, "createdAt": "2026-11-01T00:00:00Z", "quality": "X"}]""")]
    [InlineData("#/backfills/b", "**/api/backfills/b", """{"id": "X", "pipeline": "X", "from": "X", "to": "X", "maxParallel": 1, "status": "Failed", "startedAt": "2026-11-01T00:00:00Z", "runs": [{"businessDate": "X", "runId": "X", "status": "Failed", "error": "X"}]}""")]
    public async Task Names_WithMarkup_AreShownAsText(string fragment, string address, string body)
    {
        await using var window = await dashboard.OpenAsync(fragment, prepare: context =>
            context.RouteAsync(address, route => route.FulfillAsync(new() { ContentType = "application/json", Body = body.Replace("\"X\"", $"\"{Markup}\"", StringComparison.Ordinal) })));

        await Expect(window.Page.Locator("main").GetByText(Markup).First).ToBeVisibleAsync();
        await ShouldBeTextAsync(window);
    }

    private static async Task ShouldBeTextAsync(Window window)
    {
        await Expect(window.Page.Locator("main img")).ToHaveCountAsync(0);

        // A picture that was tried to be got, or a handler that the policy has stopped, is complained about.
        window.ShouldBeQuiet();
    }
}

using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class ModelTests(PublishedHotels hotels) : IClassFixture<PublishedHotels>
{
    [Fact]
    public async Task Models_AreListedAndFound()
    {
        await using var window = await hotels.Dashboard.OpenAsync("#/models");

        await Expect(window.Page.GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(0);
        await window.LookAsync("models");
        await window.Page.GetByLabel("Find a model").FillAsync("monthlykpis.r");
        await Expect(window.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await window.Link("MonthlyKpis.Resort").ClickAsync();
        await Expect(window.Heading).ToHaveTextAsync("MonthlyKpis.Resort");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Model_ShowsItsRowsVersionsAndColumns()
    {
        await using var window = await hotels.Dashboard.OpenAsync("#/models/MonthlyKpis.Resort");

        var rows = window.Page.GetByRole(AriaRole.Region, new() { Name = "Rows of MonthlyKpis.Resort" });
        await Expect(rows.GetByRole(AriaRole.Columnheader).First).ToBeVisibleAsync();
        await Expect(rows.GetByRole(AriaRole.Row)).ToHaveCountAsync(21);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show up to" }).ClickAsync();
        await Expect(rows.GetByRole(AriaRole.Row).Nth(21)).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Versions, newest first" }).GetByRole(AriaRole.Link, new() { Name = hotels.RunId })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Columns" })).ToBeVisibleAsync();
        await window.LookAsync("model");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Row_WithAHugeValue_IsCutAndKeepsThePageAsItIs()
    {
        await using var window = await hotels.Dashboard.OpenAsync("#/models/MonthlyKpis.Resort", new() { ViewportSize = new() { Width = 400, Height = 800 } }, context =>
            context.RouteAsync("**/data?**", route => route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""[{"month": "{{new string('x', 100_000)}}", "note": "short"}]""" })));

        var rows = window.Page.GetByRole(AriaRole.Region, new() { Name = "Rows of MonthlyKpis.Resort" });
        await Expect(rows.GetByRole(AriaRole.Cell).First).ToHaveTextAsync($"{new string('x', 1000)}…");
        await Expect(rows.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("short");
        await window.LookAsync("model-huge");
        Assert.Equal(0, await window.ExcessWidthAsync());
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Lineage_GoesUpToTheRawDataAndDownToTheReport()
    {
        await using var window = await hotels.Dashboard.OpenAsync("#/models/MonthlyKpis.Resort");
        var graph = window.Page.GetByRole(AriaRole.Region, new() { Name = "Lineage of MonthlyKpis.Resort" });

        await Expect(graph.Locator(".node-label")).ToHaveTextAsync(["RawBookings.Resort", "Bookings.Resort", "MonthlyKpis.Resort"]);
        await window.Button("Used for").ClickAsync();
        await Expect(graph.Locator(".node-label").Filter(new() { HasText = "ChainReport.Resort" })).ToBeVisibleAsync();
        await Expect(window.Button("Used for")).ToBeFocusedAsync();
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Partitions_ShowWhichAreThereAndWhichAreMissing()
    {
        foreach (var date in new[] { "2026-11-01", "2026-11-03" })
        {
            await hotels.Dashboard.FinishedRunAsync("hotels.group", $$"""{"businessDate": "{{date}}"}""");
        }

        await using var window = await hotels.Dashboard.OpenAsync("#/models/OnTheBooks");

        var partitions = window.Page.Locator(".partitions li");
        await Expect(partitions).ToHaveTextAsync(["✓ 2026-11-01 Current", "✕ 2026-11-02 Missing", "✓ 2026-11-03 Current"]);
        await window.LookAsync("partitions");
        await partitions.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(window.Page.Locator("#model-preview")).ToContainTextAsync("2026-11-01");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Report_IsRenderedWithItsStyleInAFrameThatCanDoNothing()
    {
        await using var window = await hotels.Dashboard.OpenAsync($"#/runs/{hotels.RunId}");

        await window.Button("Open report ChainReport.Resort").ClickAsync();
        var report = window.Page.FrameLocator("iframe.report");
        await Expect(report.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Expect(report.Locator("svg").First).ToBeVisibleAsync();
        Assert.NotEqual("0px", await report.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).maxWidth + getComputedStyle(body).marginTop"));
        var frame = Assert.Single(window.Page.Frames, frame => frame.ParentFrame is not null);
        Assert.Equal("null", await frame.EvaluateAsync<string>("() => origin"));
        await window.LookAsync("report");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Report_WithAScript_IsShownWithoutRunningIt()
    {
        const string Hostile = "<h1>Figures</h1><script>document.title = 'run'; parent.postMessage('run', '*')</script><img src=x onerror=\"document.title = 'run'\"><a href='https://example.org' target=_top>out</a>";
        await using var window = await hotels.Dashboard.OpenAsync($"#/runs/{hotels.RunId}", prepare: context =>
            context.RouteAsync("**/reports/ChainReport.Resort", route => route.FulfillAsync(new() { ContentType = "text/html", Body = Hostile })));

        await window.Button("Open report ChainReport.Resort").ClickAsync();
        var frame = window.Page.FrameLocator("iframe.report");
        await Expect(frame.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Figures");
        await Expect(frame.Locator("script")).ToHaveCountAsync(0);
        Assert.NotEqual("run", await window.Page.Frames[^1].TitleAsync());
    }
}

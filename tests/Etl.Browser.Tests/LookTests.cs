using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class LookTests(PublishedHotels hotels) : IClassFixture<PublishedHotels>
{
    public static TheoryData<string, string> Pages => new()
    {
        { "pipelines", "#/" },
        { "pipeline", "#/pipelines/hotels" },
        { "runs", "#/runs" },
        { "run", "#/runs/{run}" },
        { "models", "#/models" },
        { "model", "#/models/MonthlyKpis.Resort" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnANarrowScreen_NeverScrollsSideways(string name, string fragment)
    {
        await using var window = await hotels.Dashboard.OpenAsync(fragment.Replace("{run}", hotels.RunId, StringComparison.Ordinal), new() { ViewportSize = new() { Width = 400, Height = 800 } });

        await Expect(window.Heading).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await window.LookAsync($"narrow-{name}");
        Assert.Equal(0, await window.ExcessWidthAsync());
        window.ShouldBeQuiet();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Text_InLightAndDark_StandsOutFromItsBackground(string name, string fragment)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await hotels.Dashboard.OpenAsync(fragment.Replace("{run}", hotels.RunId, StringComparison.Ordinal), new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });

            await Expect(window.Heading).ToBeVisibleAsync();
            await Expect(window.Page.GetByText("Loading…")).ToHaveCountAsync(0);
            await window.LookAsync($"{scheme}-{name}");
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(HardToRead.Script));
            window.ShouldBeQuiet();
        }
    }
}

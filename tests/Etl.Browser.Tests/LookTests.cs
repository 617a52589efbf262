using Etl.Browser.Tests.Support;
using Microsoft.Playwright;

namespace Etl.Browser.Tests;

public sealed class LookTests(EveryPage pages) : IClassFixture<EveryPage>
{
    [Theory]
    [MemberData(nameof(EveryPage.Names), MemberType = typeof(EveryPage))]
    public async Task Page_OnANarrowScreen_NeverScrollsSidewaysAndHidesNoTextBehindAnother(string name)
    {
        await using var window = await pages.OpenAsync(name, new() { ViewportSize = new() { Width = 400, Height = 800 } });

        await window.LookAsync($"narrow-{name}");
        Assert.Equal(0, await window.ExcessWidthAsync());
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(Overlapping));
        window.ShouldBeQuiet();
    }

    [Theory]
    [MemberData(nameof(EveryPage.Names), MemberType = typeof(EveryPage))]
    public async Task Text_InLightAndDark_StandsOutFromItsBackground(string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await pages.OpenAsync(name, new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });

            await window.LookAsync($"{scheme}-{name}");
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(HardToRead.Script));
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(Overlapping));
            window.ShouldBeQuiet();
        }
    }

    /// <summary>Cells whose content reaches into the next one.</summary>
    private const string Overlapping = """
        () => [...document.querySelectorAll('td, th')].filter(cell => cell.getClientRects().length > 0 && cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)
        """;
}

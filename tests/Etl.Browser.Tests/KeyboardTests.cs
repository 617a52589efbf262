using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class KeyboardTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task Run_IsStartedWatchedAndLookedIntoWithoutAMouse()
    {
        await using var window = await dashboard.OpenAsync();
        var keys = window.Page.Keyboard;
        await Expect(window.Button("Start hotels.resort")).ToBeVisibleAsync();

        await keys.PressAsync("Tab");
        await Expect(window.Link("Skip to the content")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(window.Page.Locator("#main")).ToBeFocusedAsync();
        await TabToAsync(window, window.Button("Start hotels.resort"));
        await keys.PressAsync("Enter");
        await Expect(window.Page.GetByLabel("Business date")).ToBeFocusedAsync();
        await TabToAsync(window, window.Button("Start the run"));
        await keys.PressAsync("Enter");

        await Expect(window.RunStatus).ToHaveTextAsync("✓ Succeeded");
        await Expect(window.Heading).ToBeFocusedAsync();
        await TabToAsync(window, window.Page.Locator("a.node").First);
        await keys.PressAsync("Enter");
        var row = window.Task("LoadRawBookings.Resort").GetByRole(AriaRole.Button);
        await Expect(row).ToBeFocusedAsync();
        await Expect(row).ToHaveAttributeAsync("aria-expanded", "true");
        await keys.PressAsync("Space");
        await Expect(row).ToHaveAttributeAsync("aria-expanded", "false");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Escape_ClosesAFormAndGivesTheFocusBack()
    {
        await using var window = await dashboard.OpenAsync();
        await window.Button("Start hotels").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();

        await window.Page.Keyboard.PressAsync("Escape");

        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(window.Button("Start hotels")).ToBeFocusedAsync();
        window.ShouldBeQuiet();
    }

    [Theory]
    [InlineData("#/")]
    [InlineData("#/pipelines/hotels")]
    [InlineData("#/runs")]
    [InlineData("#/models")]
    [InlineData("#/runs?status=Cancelled")]
    public async Task EveryStop_OfTheTabKey_IsSeen(string fragment)
    {
        await using var window = await dashboard.OpenAsync(fragment);
        await Expect(window.Page.GetByText("Loading…")).ToHaveCountAsync(0);

        for (var stop = 0; stop < 12; stop++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            Assert.True(await window.Page.EvaluateAsync<bool>("""
                () => {
                  const e = document.activeElement;
                  const node = e.querySelector?.('.node-box');
                  return e === document.body || getComputedStyle(e).outlineStyle !== 'none' || node !== null && getComputedStyle(node).strokeWidth === '3px';
                }
                """));
        }
    }

    private static async Task TabToAsync(Window window, ILocator target)
    {
        for (var stop = 0; stop < 60; stop++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail("The tab key does not get there.");
    }
}

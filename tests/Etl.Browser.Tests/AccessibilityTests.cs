using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

public sealed class AccessibilityTests(EveryPage pages) : IClassFixture<EveryPage>
{
    [Theory]
    [MemberData(nameof(EveryPage.Names), MemberType = typeof(EveryPage))]
    public async Task Page_NamesAllThatItHas(string name)
    {
        await using var window = await pages.OpenAsync(name);

        Assert.Empty(await window.Page.EvaluateAsync<string[]>(HardToUse.Script));
    }

    [Theory]
    [InlineData("pipeline", "Start")]
    [InlineData("pipeline", "Backfill")]
    [InlineData("run", "Purge its history")]
    public async Task Dialog_KeepsTheFocus_AndEscapeGivesItBack(string name, string button)
    {
        await using var window = await pages.OpenAsync(name);
        await window.Button(button).PressAsync("Enter");
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Loading…")).ToHaveCountAsync(0);
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(HardToUse.Script));

        for (var stop = 0; stop < 30; stop++)
        {
            await window.Page.Keyboard.PressAsync("Tab");

            // The body has it where the browser's own buttons would.
            Assert.True(await window.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"));
        }

        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(window.Button(button)).ToBeFocusedAsync();
        window.ShouldBeQuiet();
    }

    /// <summary>Who presses Enter once too often does no harm.</summary>
    [Fact]
    public async Task DialogAboutWhatCanNotBeTakenBack_BeginsAtTheWayBack()
    {
        await using var window = await pages.OpenAsync("run");

        await window.Button("Purge its history").PressAsync("Enter");

        await Expect(window.Button("Go back")).ToBeFocusedAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveAttributeAsync("aria-describedby", "dialog-text");
    }
}

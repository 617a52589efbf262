using System.Collections.Concurrent;
using Etl.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Etl.Browser.Tests;

/// <summary>The local host asks for no key, so an answer of a guarded one is put in its way.</summary>
public sealed class FunctionKeyTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private const string Key = "k3y/with+signs==";
    private const string Header = "x-functions-key";
    private readonly ConcurrentQueue<string> _addresses = new();

    [Fact]
    public async Task Key_IsAskedForOnce_KeptInTheTab_AndSentAsAHeaderOnly()
    {
        await using var window = await dashboard.OpenAsync(prepare: GuardAsync);
        var dialogs = window.Page.GetByRole(AriaRole.Dialog);

        await Expect(dialogs).ToHaveCountAsync(1);
        await window.LookAsync("key", fullPage: false);
        await window.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("wrong");
        await window.Button("Use this key").ClickAsync();
        await Expect(dialogs).ToContainTextAsync("was refused");
        await window.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(Key);
        await window.Button("Use this key").ClickAsync();
        await Expect(window.Link("hotels")).ToBeVisibleAsync();
        await Expect(dialogs).ToHaveCountAsync(0);
        await window.Link("Models").ClickAsync();
        await Expect(window.Page.GetByText("Nothing has been published yet.")).ToBeVisibleAsync();
        await window.Page.ReloadAsync();
        await Expect(window.Page.GetByText("Nothing has been published yet.")).ToBeVisibleAsync();

        Assert.Equal(Key, await window.Page.EvaluateAsync<string>("() => Object.values(sessionStorage).join()"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => localStorage.length + document.cookie.length"));
        Assert.DoesNotContain(_addresses, address => address.Contains("k3y", StringComparison.Ordinal) || address.Contains("code=", StringComparison.Ordinal));
        window.ShouldBeQuiet(401);
    }

    [Fact]
    public async Task Key_ThatIsNotGiven_IsNotAskedForAgainUntilSomebodyWantsTo()
    {
        await using var window = await dashboard.OpenAsync(prepare: GuardAsync);
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "wants a function key" })).ToBeVisibleAsync();
        await window.Link("Models").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "wants a function key" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await window.Button("Enter the function key").ClickAsync();
        await window.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(Key);
        await window.Button("Use this key").ClickAsync();

        await Expect(window.Page.GetByText("Nothing has been published yet.")).ToBeVisibleAsync();
        window.ShouldBeQuiet(401);
    }

    private Task GuardAsync(IBrowserContext context) => context.RouteAsync("**/api/**", async route =>
    {
        _addresses.Enqueue(route.Request.Url);
        var isStatic = new Uri(route.Request.Url).AbsolutePath is "/api/ui" || route.Request.Url.Contains("/api/ui/", StringComparison.Ordinal);
        if (isStatic || await route.Request.HeaderValueAsync(Header) == Key)
        {
            await route.ContinueAsync();
        }
        else
        {
            await route.FulfillAsync(new() { Status = 401 });
        }
    });
}

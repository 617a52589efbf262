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
        await Expect(window.Page.GetByText("No run yet.")).ToBeVisibleAsync();

        await window.Page.RunAndWaitForResponseAsync(() => window.Page.Clock.FastForwardAsync("00:16"), response => response.Url.EndsWith("/api/runs", StringComparison.Ordinal));

        Assert.Equal([200, 304], statuses.Where(answer => answer.Path == "/api/runs").Select(answer => answer.Status));
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
        await Expect(window.Page.GetByText("No run yet.")).ToBeVisibleAsync();
        window.Page.Request += (_, _) => Interlocked.Increment(ref asked);

        await window.Page.EvaluateAsync("() => { window.isHidden = true; document.dispatchEvent(new Event('visibilitychange')); }");
        await window.Page.Clock.RunForAsync("10:00");
        Assert.Equal(0, Volatile.Read(ref asked));

        await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.EvaluateAsync("() => { window.isHidden = false; document.dispatchEvent(new Event('visibilitychange')); }"),
            response => response.Url.EndsWith("/api/runs", StringComparison.Ordinal));
        Assert.Equal(1, Volatile.Read(ref asked));
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
}

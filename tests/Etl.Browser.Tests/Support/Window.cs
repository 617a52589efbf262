using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Etl.Browser.Tests.Support;

/// <summary>A page in a browser context of its own. It notes what the console complains about: broken policies, exceptions, lost files.</summary>
internal sealed class Window : IAsyncDisposable
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("ETL_SCREENSHOTS");
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Window(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator RunStatus => Page.Locator(".run-status .badge");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Task(string name) => Page.Locator("li.task").Filter(new() { Has = Page.GetByText(name, new() { Exact = true }) });

    public string RunId => Uri.UnescapeDataString(new Uri(Page.Url).Fragment.Split('/')[2].Split('?')[0]);

    /// <summary>How many pixels the page is wider than its window: it must not scroll sideways.</summary>
    public Task<int> ExcessWidthAsync() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Nothing was complained about, but for answers of the given statuses, which browsers log by themselves.</summary>
    public void ShouldBeQuiet(params int[] expectedStatuses) => Assert.DoesNotContain(_complaints, complaint =>
        !expectedStatuses.Any(status => complaint.Contains($"the server responded with a status of {status} ", StringComparison.Ordinal)));

    /// <summary>For people; only when ETL_SCREENSHOTS names a folder.</summary>
    public async Task LookAsync(string name, bool fullPage = true)
    {
        if (Screenshots is { Length: > 0 })
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = fullPage });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

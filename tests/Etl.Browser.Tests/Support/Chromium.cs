using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Etl.Browser.Tests.Support.Chromium))]

namespace Etl.Browser.Tests.Support;

/// <summary>The browser of all tests: the Chromium that is installed here. Tests are skipped, with the reason, where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Two small cores may run all test projects at once.</summary>
    internal const float PatienceMs = 120_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _missing = "";

    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, _missing);
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (FindExecutable() is not { } executable)
        {
            _missing = "There is no Chromium on this machine. Install it (apt-get install chromium), or name one by ETL_CHROMIUM.";
            return;
        }

        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _playwright = await Playwright.CreateAsync();

        // Chromium's own sandbox refuses root, whom containers run as.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, ChromiumSandbox = !Environment.IsPrivilegedProcess });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? FindExecutable() =>
        Environment.GetEnvironmentVariable("ETL_CHROMIUM") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}

using System.Net.Http.Headers;
using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;
using Microsoft.Playwright;

namespace Etl.Browser.Tests.Support;

/// <summary>An <c>etl serve</c> with a store of its own, and a way to look at it.</summary>
public sealed class Dashboard(Chromium chromium) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private EtlServer? _server;

    /// <summary>Environment variables of the server.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public HttpClient Api => _server!.Client;

    internal EtlServer Server => _server!;

    public string Store => _folder.Store;

    /// <summary>A folder that runs over HTTP may read.</summary>
    public string Sources => Path.Combine(_folder.Path, "sources");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Sources);
        _server = await EtlServer.StartAsync(_folder.Store, start =>
        {
            start.Environment["Etl__Sources"] = Sources;
            foreach (var (name, value) in Settings)
            {
                start.Environment[name] = value;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Opens the dashboard in a window of its own, which has no other's cookies or storage.</summary>
    internal async Task<Window> OpenAsync(string fragment = "#/", BrowserNewContextOptions? options = null, Func<IBrowserContext, Task>? prepare = null)
    {
        var context = await chromium.Browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(Chromium.PatienceMs);
        if (prepare is not null)
        {
            await prepare(context);
        }

        var window = new Window(context, await context.NewPageAsync());
        await window.Page.GotoAsync(new Uri(Api.BaseAddress!, $"api/ui{fragment}").ToString());
        return window;
    }

    /// <summary>Starts a run.</summary>
    internal async Task<string> StartAsync(string pipeline, string body = "{}")
    {
        var location = (await PostAsync($"pipelines/{pipeline}/runs", body)).Location!.ToString();
        return location[(location.LastIndexOf('/') + 1)..];
    }

    /// <summary>A run of a pipeline that has ended, and published what it made.</summary>
    internal async Task<string> FinishedRunAsync(string pipeline, string body = "{}")
    {
        var runId = await StartAsync(pipeline, body);
        await Server.WaitForEndAsync(runId);
        return runId;
    }

    /// <summary>A run of <c>hotels.resort</c> that has failed, because its source is no file of bookings.</summary>
    internal async Task<string> FailedRunAsync(string businessDate, string source = "not,bookings\n")
    {
        var path = Path.Combine(Sources, "bad.csv");
        await File.WriteAllTextAsync(path, source);
        return await FinishedRunAsync("hotels.resort", JsonSerializer.Serialize(new
        {
            businessDate,
            modelConfigs = new Dictionary<string, object>(StringComparer.Ordinal) { ["RawBookings.Resort"] = new { path } },
        }));
    }

    /// <summary>Behind the back of the page.</summary>
    internal async Task<HttpResponseHeaders> PostAsync(string path, string body = "{}")
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Api.PostAsync($"api/{path}", content);
        response.EnsureSuccessStatusCode();
        return response.Headers;
    }
}

using System.Net;
using System.Text.Json;
using Etl.Functions;
using Etl.Functions.Activities;
using Etl.Fuzz.Mutation;
using Etl.Local.Engine;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Objects;
using Etl.Storage.Sources;

namespace Etl.Fuzz.Targets;

/// <summary>The HTTP API of an app on the local host, over its real web server. What it accepts is carried out.</summary>
internal sealed class HttpTarget : FuzzTarget
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-fuzz-");
    private readonly Surroundings _surroundings;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private LocalHost? _host;
    private RequestGenerator? _requests;

    public HttpTarget()
    {
        _surroundings = new Surroundings(_folder.FullName, "app");
    }

    public override string Name => "http";

    public override string Description => "Routes, queries, headers and bodies of the HTTP API";

    private LocalHost Host => _host ?? throw new InvalidOperationException("Start the target first.");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var roots = Directory.CreateDirectory(Path.Combine(_surroundings.Inside, "sources"));
        await File.WriteAllTextAsync(Path.Combine(roots.FullName, "in.csv"), "first\nsecond\n", cancellationToken);
        File.CreateSymbolicLink(Path.Combine(roots.FullName, "link.csv"), Path.Combine(_folder.FullName, "secret.txt"));
        var store = await ObjectStores.OpenAsync(new StoreOptions { Connection = Path.Combine(_surroundings.Inside, "store") }, cancellationToken);
        var options = new LocalHostOptions
        {
            FunctionAssemblies = [typeof(RunTask).Assembly],
            ConfigureServices = services => services.AddEtl(FuzzedApp.Catalog, new EtlOptions { CancelGrace = TimeSpan.FromMilliseconds(100) }, store, new SourceReader(new SourceOptions { Roots = [roots.FullName] })),
            Port = 0,
            Engine = new DurableEngineOptions { Synchronous = SqliteSynchronous.Off },
        };
        _host = await LocalHost.StartAsync(HubLease.TryAcquire(Path.Combine(_surroundings.Inside, "hub"))!, options, cancellationToken);
        using var openApi = JsonDocument.Parse(await _http.GetStringAsync(new Uri(Host.Uri, "api/openapi.json"), cancellationToken));
        var bodies = Corpora.Texts("http")
            .Select(text => System.Text.Encoding.UTF8.GetBytes(text.Replace("{sources}", roots.FullName, StringComparison.Ordinal).Replace("{outer}", _folder.FullName, StringComparison.Ordinal)))
            .ToList();
        _requests = new RequestGenerator(ApiOperation.All(openApi.RootElement), await NamesAsync(cancellationToken), bodies);
    }

    public override FuzzCase Next(Random random)
    {
        var request = _requests!.Next(random);
        return new FuzzCase(request.ToString(), token => SendAsync(request, token));
    }

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        _surroundings.EnsureUntouched();
        foreach (var file in Directory.EnumerateFiles(_surroundings.Inside, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null))
        {
            if ((await File.ReadAllTextAsync(file, cancellationToken)).Contains(Surroundings.Marker, StringComparison.Ordinal))
            {
                throw new FuzzFindingException($"What lies outside of the roots is in '{Path.GetRelativePath(_surroundings.Inside, file)}'.");
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Names that exist: of two runs and a backfill too.</summary>
    private async Task<Dictionary<string, IReadOnlyList<string>>> NamesAsync(CancellationToken cancellationToken)
    {
        var runs = new List<string>();
        foreach (var pipeline in new[] { "lines", "failing" })
        {
            runs.Add(await PostAsync($"api/pipelines/{pipeline}/runs", "{}", "runId", cancellationToken));
        }

        await Host.Client.WaitForInstanceCompletionAsync(runs[0], cancellationToken);
        return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["pipeline"] = ["lines", "nights", "pages", "failing", "unknown"],
            ["runId"] = runs,
            ["id"] = [await PostAsync("api/pipelines/lines/backfills", """{"from": "2026-11-01", "to": "2026-11-02"}""", "id", cancellationToken)],
            ["model"] = ["Lines", "Lines.Copy", "Nights", "Nights[2026-11]", "Summary", "Page", "Unknown"],
            ["path"] = ["index.html", "app.js", "css/app.css"],
        };
    }

    private async Task<string> PostAsync(string path, string json, string field, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(Host.Uri, path), body, cancellationToken);
        using var accepted = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return accepted.RootElement.GetProperty(field).GetString()!;
    }

    private async Task<bool> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(Host.Uri);
        using var answer = await _http.SendAsync(message, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        if ((int)answer.StatusCode >= 500)
        {
            throw new FuzzFindingException($"{(int)answer.StatusCode} {request.Method} {message.RequestUri!.AbsolutePath.Split('/').ElementAtOrDefault(2)}: {body}");
        }

        // Logs are of the tasks, which put their exceptions there.
        if (!message.RequestUri!.AbsolutePath.EndsWith("/logs", StringComparison.Ordinal) && (body.Contains("   at ", StringComparison.Ordinal) || body.Contains("Etl.Functions.", StringComparison.Ordinal)))
        {
            throw new FuzzFindingException($"The answer shows the inside of the program: {body}");
        }

        if (body.Contains(Surroundings.Marker, StringComparison.Ordinal))
        {
            throw new FuzzFindingException($"The answer has what lies outside of the roots: {body}");
        }

        if ((int)answer.StatusCode >= 400 && request.Method != "HEAD" && !IsProblem(answer, body))
        {
            throw new FuzzFindingException($"{(int)answer.StatusCode} without problem details: '{body}'");
        }

        return answer.IsSuccessStatusCode;
    }

    private static bool IsProblem(HttpResponseMessage answer, string body)
    {
        // The web server itself refuses what is no HTTP, before any of our code.
        if (answer.StatusCode == HttpStatusCode.BadRequest && body.Length == 0)
        {
            return true;
        }

        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return false;
        }

        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.GetProperty("status").GetInt32() == (int)answer.StatusCode && problem.RootElement.TryGetProperty("title", out _);
    }

    private async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Etl.Benchmarks.Scenarios;

/// <summary>A real <c>etl serve</c> under load: reads of one run by many clients at a time, and many starts with one idempotency key.</summary>
internal sealed class HttpScenario : IScenario
{
    private const int Readers = 50;
    private const int Starters = 20;
    private const int Starts = 1_000;
    private static readonly TimeSpan ReadFor = TimeSpan.FromSeconds(60);

    public string Name => "http";

    public string Description => "A real etl serve: reads of one run by many clients, many starts with one idempotency key";

    public async Task RunAsync(ScenarioContext context)
    {
        var store = Directory.CreateTempSubdirectory("etl-bench-");
        using var server = Start(store.FullName);
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(server) };
            var run = await StartAndFollowAsync(client);
            await ReadAsync(context, client, run);
            await StartAsync(context, client);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            store.Delete(recursive: true);
        }
    }

    private static async Task ReadAsync(ScenarioContext context, HttpClient client, string run)
    {
        var load = new Load();
        var until = Stopwatch.GetTimestamp() + (long)(ReadFor.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            while (Stopwatch.GetTimestamp() < until)
            {
                await load.SendAsync(() => client.GetAsync($"api/runs/{run}"));
            }
        }));
        load.Report(context, $"GET runs/{{id}}, {Readers} at a time");
    }

    private static async Task StartAsync(ScenarioContext context, HttpClient client)
    {
        var load = new Load();
        var left = Starts;
        await Task.WhenAll(Enumerable.Range(0, Starters).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await load.SendAsync(() => PostAsync(client, "bench"));
            }
        }));
        load.Report(context, $"POST runs with one key, {Starters} clients");
        using var runs = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/runs", UriKind.Relative)));
        context.Add("runs that were started by them", runs.RootElement.EnumerateArray().Count(run => run.GetProperty("runId").GetString()!.Contains("-k-", StringComparison.Ordinal)), "runs");
    }

    private static async Task<string> StartAndFollowAsync(HttpClient client)
    {
        using var accepted = await PostAsync(client, key: null);
        using var document = JsonDocument.Parse(await accepted.Content.ReadAsStringAsync());
        var run = document.RootElement.GetProperty("runId").GetString()!;
        while (true)
        {
            using var state = JsonDocument.Parse(await client.GetStringAsync(new Uri($"api/runs/{run}", UriKind.Relative)));
            if (state.RootElement.GetProperty("durationMs").ValueKind == JsonValueKind.Number)
            {
                return run;
            }

            await Task.Delay(100);
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/pipelines/hotels/runs") { Content = new StringContent("""{"businessDate": "2026-11-20"}""", Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }

    private static Process Start(string store)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "etl.dll"), "serve", "--port", "0", "--store", store })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<Uri> AddressAsync(Process server)
    {
        const string Prefix = "Listening on ";
        while (await server.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                // Nobody reads the rest, and the pipe must not fill up.
                _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return new Uri(line[Prefix.Length..]);
            }
        }

        throw new InvalidOperationException("etl serve ended before it listened.");
    }

    private sealed class Load
    {
        private readonly ConcurrentBag<double> _milliseconds = [];
        private readonly long _started = Stopwatch.GetTimestamp();
        private int _serverErrors;
        private int _others;

        public async Task SendAsync(Func<Task<HttpResponseMessage>> send)
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await send();
            await response.Content.ReadAsByteArrayAsync();
            _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                Interlocked.Increment(ref _serverErrors);
            }
            else if (!response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _others);
            }
        }

        public void Report(ScenarioContext context, string name)
        {
            var sorted = _milliseconds.Order().ToList();
            context.Add($"{name}: requests", sorted.Count, "");
            context.Add($"{name}: rate", sorted.Count / Stopwatch.GetElapsedTime(_started).TotalSeconds, "requests/s");
            context.Add($"{name}: p50", sorted[sorted.Count / 2], "ms");
            context.Add($"{name}: p99", sorted[sorted.Count * 99 / 100], "ms");
            context.Add($"{name}: slowest", sorted[^1], "ms");
            context.Add($"{name}: 5xx", _serverErrors, "");
            context.Add($"{name}: other refusals", _others, "");
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>A server that many clients ask at the same time. The scenario <c>http</c> of the benchmarks is the long form, with figures.</summary>
public sealed class HttpLoadTests
{
    private const int Readers = 50;
    private const int Starters = 20;
    private const int Starts = 200;
    private static readonly TimeSpan ReadFor = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task StartsWithOneKeyAndReads_AtTheSameTime_MakeOneRunAndNoServerError()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var locations = new System.Collections.Concurrent.ConcurrentBag<string>();
        var left = Starts;
        await Task.WhenAll(Enumerable.Range(0, Starters).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "api/pipelines/hotels/runs") { Content = new StringContent("""{"businessDate": "2026-11-20"}""", Encoding.UTF8, "application/json") };
                request.Headers.Add("Idempotency-Key", "load");
                using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
                statuses.Add(response.StatusCode);
                locations.Add(response.Headers.Location?.ToString() ?? "");
            }
        }));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.Accepted, status));
        Assert.Equal(Starts, statuses.Count);
        var run = Assert.Single(locations.Distinct(StringComparer.Ordinal)).Split('/')[^1];
        statuses.Clear();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < ReadFor)
            {
                using var response = await server.Client.GetAsync($"api/runs/{run}", TestContext.Current.CancellationToken);
                statuses.Add(response.StatusCode);
            }
        }));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal("Succeeded", await server.WaitForEndAsync(run));
        using var runs = JsonDocument.Parse(await server.Client.GetStringAsync("api/runs", TestContext.Current.CancellationToken));
        Assert.Equal(run, Assert.Single(runs.RootElement.EnumerateArray()).GetProperty("runId").GetString());
    }
}

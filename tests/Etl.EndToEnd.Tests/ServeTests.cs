using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

public sealed class ServeTests
{
    [Fact]
    public async Task Post_ThenFollowLocation_EndsSucceeded()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        using var response = await server.Client.PostAsJsonAsync("api/pipelines/hotels/runs", new { businessDate = "2026-11-20" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        var location = response.Headers.Location!.ToString();
        var runId = location[(location.LastIndexOf('/') + 1)..];
        Assert.Equal("Succeeded", await server.WaitForEndAsync(runId));
        using var run = JsonDocument.Parse(await server.Client.GetStringAsync(location));
        Assert.Equal(runId, run.RootElement.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task Post_TwiceWithTheSameIdempotencyKey_MakesOneRunWhileItRunsAndAfterItsEnd()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var first = await PostWithKeyAsync(server, "night-1");
        var whileRunning = await PostWithKeyAsync(server, "night-1");
        Assert.Equal("Succeeded", await server.WaitForEndAsync(first[(first.LastIndexOf('/') + 1)..]));
        var afterwards = await PostWithKeyAsync(server, "night-1");

        Assert.Equal((first, first), (whileRunning, afterwards));
        var runs = await server.Client.GetFromJsonAsync<JsonElement>("api/runs");
        Assert.Equal(1, runs.GetArrayLength());
    }

    [Theory]
    [InlineData("api/pipelines/hotls/runs", "{}", HttpStatusCode.NotFound)]
    [InlineData("api/pipelines/hotels/runs", "{\"parameter\": {}, \"businessDate\": \"yesterday\"}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("api/pipelines/hotels/runs", "{not json", HttpStatusCode.BadRequest)]
    public async Task Post_ThatIsWrong_IsAProblemDocument(string path, string body, HttpStatusCode expected)
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await server.Client.PostAsync(path, content);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, (await server.Client.GetFromJsonAsync<JsonElement>("api/runs")).GetArrayLength());
    }

    [Fact]
    public async Task Run_WhileAServerHoldsTheStore_IsTakenByTheServer()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var run = (await EtlProcess.RunAsync("run", "hotels.city", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal("Succeeded", await server.WaitForEndAsync(run.GetProperty("runId").GetString()!));
    }

    [Fact]
    public async Task Run_WhileAnotherRunHoldsTheStore_IsTakenByItAndBothEndWell()
    {
        using var folder = new TempFolder();
        await using var first = EtlProcess.Start("run", "hotels", "--store", folder.Store, "--json");
        await StoreFiles.OnlyRunIdAsync(folder.Store);
        await using var second = EtlProcess.Start("run", "hotels.city", "--store", folder.Store, "--json");

        var ends = new[] { (await first.WaitAsync()).ShouldExitWith(0).Json(), (await second.WaitAsync()).ShouldExitWith(0).Json() };

        Assert.All(ends, run => Assert.Equal("Succeeded", run.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Serve_OnAStoreThatIsServed_IsRefused()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var second = (await EtlProcess.RunAsync("serve", "--port", "0", "--store", folder.Store)).ShouldExitWith(2);

        Assert.Contains("works on this store already", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfARunningRun_EndsItCancelledAndPublishesNothing()
    {
        using var folder = new TempFolder();
        await using var process = EtlProcess.Start("run", "hotels.resort", "--model", "RawBookings.Resort.syntheticRows=50000000", "--store", folder.Store, "--json");
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);

        (await EtlProcess.RunAsync("cancel", runId, "--store", folder.Store)).ShouldExitWith(0);

        var run = (await process.WaitAsync()).ShouldExitWith(1).Json();
        Assert.Equal("Cancelled", run.GetProperty("status").GetString());
        Assert.False(StoreFiles.HasPublished(folder.Store));
    }

    private static async Task<string> PostWithKeyAsync(EtlServer server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/pipelines/hotels.resort/runs") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!.ToString();
    }
}

using System.Net;
using System.Text.Json;

namespace Etl.Functions.Tests.Http;

public sealed class PausePipelineTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task PausedPipeline_IsShownAndRefusedWithTheWayOutUntilItIsUnpaused()
    {
        Assert.False((await PipelineAsync("sales")).GetProperty("paused").GetBoolean());

        var first = await PostAsync("sales/pause");
        var second = await PostAsync("sales/pause");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.True(first.Json.GetProperty("paused").GetBoolean());
        Assert.Equal(first.Body, second.Body);
        Assert.True((await PipelineAsync("sales")).GetProperty("paused").GetBoolean());
        Assert.False((await PipelineAsync("sales")).TryGetProperty("nextRunAt", out _));
        Assert.False((await PipelineAsync("gated")).GetProperty("paused").GetBoolean());
        var refused = (await api.StartAsync("sales")).ShouldBeProblem(HttpStatusCode.Conflict);
        Assert.Contains("POST pipelines/sales/unpause", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, await api.CountRunsAsync("sales"));

        Assert.False((await PostAsync("sales/unpause")).Json.GetProperty("paused").GetBoolean());
        Assert.False((await PostAsync("sales/unpause")).Json.GetProperty("paused").GetBoolean());
        await api.FollowAsync(await api.StartAsync("sales"));
    }

    [Fact]
    public async Task RepeatedStart_OfARunFromBeforeThePause_IsAnsweredAsBefore()
    {
        var run = await api.StartAsync("gated", """{"parameters": {"gate": "repeated"}}""", "once");
        await PostAsync("gated/pause");

        var again = await api.StartAsync("gated", """{"parameters": {"gate": "repeated"}}""", "once");

        Assert.Equal((HttpStatusCode.Accepted, run.RunId), (again.Status, again.RunId));
        await PostAsync("gated/unpause");
    }

    [Theory]
    [InlineData("salez/pause")]
    [InlineData("salez/unpause")]
    public async Task UnknownPipeline_IsNotFound(string path) => (await PostAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound);

    private async Task<JsonElement> PipelineAsync(string name) =>
        (await api.GetAsync("/api/pipelines")).Json.EnumerateArray().Single(pipeline => pipeline.GetProperty("name").GetString() == name);

    private Task<HttpAnswer> PostAsync(string path) => api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{path}"));
}

using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class ManageRunTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task Pause_ShowsTheRunAsPausedUntilItIsUnpaused()
    {
        var run = await api.StartAsync("gated", """{"parameters": {"gate": "paused"}}""");
        await BegunAsync(run.RunId);

        Assert.Equal((HttpStatusCode.Accepted, $"/api/runs/{run.RunId}"), await PostAsync(run.RunId, "pause"));
        Assert.Equal((HttpStatusCode.Accepted, $"/api/runs/{run.RunId}"), await PostAsync(run.RunId, "pause"));
        Assert.Equal(("Paused", "Paused"), await StatusAsync(run.RunId));
        Assert.Contains(run.RunId, await ListAsync("Paused"));
        Assert.Contains(run.RunId, await ListAsync("failed,paused"));
        Assert.DoesNotContain(run.RunId, await ListAsync("Running"));
        api.Open("paused");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(run.RunId, "unpause")).Status);

        var ended = await api.FollowAsync(run);
        Assert.Equal("Succeeded", ended.GetProperty("status").GetString());
        Assert.DoesNotContain(run.RunId, await ListAsync("Paused"));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("unpause")]
    [InlineData("terminate")]
    public async Task Acting_OnARunThatSucceeded_IsAConflict(string verb)
    {
        var run = await api.StartAsync("sales");
        await api.FollowAsync(run);

        var answer = (await SendAsync(run.RunId, verb)).ShouldBeProblem(HttpStatusCode.Conflict);

        Assert.Contains(run.RunId, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_EndsTheRunAsCancelled_AndPurgeKeepsItsDocument()
    {
        var run = await api.StartAsync("gated", """{"parameters": {"gate": "terminated"}}""");
        await BegunAsync(run.RunId);
        (await SendAsync(run.RunId, "purge")).ShouldBeProblem(HttpStatusCode.Conflict);

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(run.RunId, "terminate")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(run.RunId, "terminate")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(run.RunId, "purge")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(run.RunId, "purge")).Status);

        Assert.Equal(("Cancelled", "Cancelled"), await StatusAsync(run.RunId));
    }

    [Theory]
    [InlineData("pause", "sales-20260101-nightly")]
    [InlineData("unpause", "sales-20260101-nightly")]
    [InlineData("terminate", "sales-20260101-nightly")]
    [InlineData("purge", "sales-20260101-nightly")]
    [InlineData("purge", "-not-a-run-id")]
    public async Task Acting_OnARunThatIsNotThere_IsNotFound(string verb, string runId) =>
        (await SendAsync(runId, verb)).ShouldBeProblem(HttpStatusCode.NotFound);

    /// <summary>It has an instance when its first activity has answered.</summary>
    private Task BegunAsync(string runId) =>
        Support.Eventually.TrueAsync(async () => (await api.App.DocumentAsync(runId)).Status == Core.Runs.RunStatus.Running);

    private async Task<(string? OfRun, string? InList)> StatusAsync(string runId)
    {
        var list = (await api.GetAsync("/api/runs")).Json;
        var listed = list.EnumerateArray().Single(run => run.GetProperty("runId").GetString() == runId);
        return ((await api.GetAsync($"/api/runs/{runId}")).Json.GetProperty("status").GetString(), listed.GetProperty("status").GetString());
    }

    private async Task<IEnumerable<string?>> ListAsync(string status) =>
        (await api.GetAsync($"/api/runs?status={status}")).Json.EnumerateArray().Select(run => run.GetProperty("runId").GetString());

    private async Task<(HttpStatusCode Status, string? Location)> PostAsync(string runId, string verb)
    {
        var answer = await SendAsync(runId, verb);
        return (answer.Status, answer.Location?.ToString());
    }

    private Task<HttpAnswer> SendAsync(string runId, string verb) => api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{runId}/{verb}"));
}

using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class CancelRunTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task Cancel_OfARunningRun_IsAcceptedAndSoIsItsRepetition()
    {
        var run = await api.StartAsync("gated", """{"parameters": {"gate": "never"}}""");

        var first = await api.CancelAsync(run.RunId);
        var second = await api.CancelAsync(run.RunId);

        Assert.Equal((HttpStatusCode.Accepted, $"/api/runs/{run.RunId}"), (first.Status, first.Location!.ToString()));
        Assert.Equal(first, second);
        var ended = await api.FollowAsync(first);
        Assert.Equal(("Cancelled", "Cancelled"), (ended.GetProperty("status").GetString(), ended.GetProperty("tasks")[0].GetProperty("status").GetString()));
        Assert.Equal(first, await api.CancelAsync(run.RunId));
    }

    [Fact]
    public async Task Cancel_OfARunThatSucceeded_IsAConflict()
    {
        var run = await api.StartAsync("sales");
        await api.FollowAsync(run);

        var answer = (await api.CancelAsync(run.RunId)).ShouldBeProblem(HttpStatusCode.Conflict);

        Assert.Contains("it can't be cancelled any more", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfARunThatFailed_IsAConflict()
    {
        var run = await api.StartAsync("failing");
        await api.FollowAsync(run);

        (await api.CancelAsync(run.RunId)).ShouldBeProblem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("sales-20260101-nightly")]
    [InlineData("-not-a-run-id")]
    public async Task Cancel_OfARunThatIsNotThere_IsNotFound(string runId) =>
        (await api.CancelAsync(runId)).ShouldBeProblem(HttpStatusCode.NotFound);
}

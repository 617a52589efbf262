using System.Net;
using System.Text;

namespace Etl.Functions.Tests.Http;

public sealed class RerunRunTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task PlainRerun_IsAcceptedLikeAStart_AndNamesTheRunThatItRepeats()
    {
        var first = await api.StartAsync("sales", """{"parameters": {"size": "large"}}""");
        await api.FollowAsync(first);

        var answer = await RerunAsync(first.RunId);

        Assert.Equal((HttpStatusCode.Accepted, $"/api/runs/{answer.RunId}"), (answer.Status, answer.Location!.ToString()));
        Assert.NotNull(answer.RetryAfter);
        var run = await api.FollowAsync(answer);
        Assert.Equal(("Succeeded", first.RunId), (run.GetProperty("status").GetString(), run.GetProperty("rerunOf").GetString()));
    }

    [Fact]
    public async Task RepeatedKey_FindsTheSameRun_AndAnotherRequestWithItIsAConflict()
    {
        var first = await api.StartAsync("failing");
        await api.FollowAsync(first);

        var answer = await RerunAsync(first.RunId, """{"fromFailed": true}""", key: "again");
        var repeated = await RerunAsync(first.RunId, """{"fromFailed": true}""", key: "again");

        Assert.Equal((HttpStatusCode.Accepted, answer.RunId), (repeated.Status, repeated.RunId));
        await api.FollowAsync(answer);
        (await RerunAsync(first.RunId, """{"fromFailed": false}""", key: "again")).ShouldBeProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task FromFailed_OfARunThatSucceeded_IsAConflict()
    {
        var first = await api.StartAsync("sales");
        await api.FollowAsync(first);

        var refused = (await RerunAsync(first.RunId, """{"fromFailed": true}""")).ShouldBeProblem(HttpStatusCode.Conflict);

        Assert.Contains("use a plain rerun", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_OfARunningRun_IsAConflict()
    {
        var first = await api.StartAsync("gated", """{"parameters": {"gate": "rerun"}}""");

        (await RerunAsync(first.RunId)).ShouldBeProblem(HttpStatusCode.Conflict);

        api.Open("rerun");
        await api.FollowAsync(first);
    }

    [Theory]
    [InlineData("sales-20260101-nightly")]
    [InlineData("-not-a-run-id")]
    public async Task Rerun_OfARunThatIsNotThere_IsNotFound(string runId) =>
        (await RerunAsync(runId)).ShouldBeProblem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("""{"fromFailed": "yes"}""", "invalid-field")]
    [InlineData("""{"fromFaild": true}""", "unknown-field")]
    [InlineData("[]", "invalid-body")]
    public async Task WrongBody_IsRefusedWithItsProblems(string body, string code) =>
        Assert.Equal([code], (await RerunAsync("sales-20260101-nightly", body)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);

    [Theory]
    [InlineData("""{"reuse": "unchanged"}""", true)]
    [InlineData("""{"reuse": "none"}""", true)]
    [InlineData("""{"reuse": null}""", true)]
    [InlineData("""{"reuse": "always"}""", false)]
    public async Task Start_TakesReuse(string body, bool isValid)
    {
        var answer = await api.StartAsync("sales", body);

        Assert.Equal(isValid ? HttpStatusCode.Accepted : HttpStatusCode.UnprocessableEntity, answer.Status);
        if (isValid)
        {
            await api.FollowAsync(answer);
        }
    }

    private async Task<HttpAnswer> RerunAsync(string runId, string? json = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{runId}/rerun");
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await api.SendAsync(request);
    }
}

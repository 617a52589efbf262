using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class IdempotencyTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task SameKey_WhileTheRunIsRunning_GivesTheSameAnswer()
    {
        const string Body = """{"parameters": {"gate": "idempotency"}}""";
        var first = await api.StartAsync("gated", Body, "while-running");

        var second = await api.StartAsync("gated", Body, "while-running");
        var runs = await api.CountRunsAsync("gated");
        api.Open("idempotency");

        Assert.Equal(first, second);
        Assert.Equal(1, runs);
        Assert.Equal("Succeeded", (await api.FollowAsync(first)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task SameKey_AfterSuccess_GivesTheSameAnswerAndRunsNothing()
    {
        var first = await api.StartAsync("sales", "{}", "after-success");
        var run = await api.FollowAsync(first);

        var second = await api.StartAsync("sales", "{}", "after-success");

        Assert.Equal(first, second);
        Assert.Equal(run.GetRawText(), (await api.FollowAsync(second)).GetRawText());
    }

    [Fact]
    public async Task SameKey_AfterFailure_GivesTheSameAnswerAndRunsNothing()
    {
        var first = await api.StartAsync("failing", "{}", "after-failure");
        var run = await api.FollowAsync(first);
        Assert.Equal("Failed", run.GetProperty("status").GetString());

        var second = await api.StartAsync("failing", "{}", "after-failure");

        Assert.Equal(first, second);
        Assert.Equal(run.GetRawText(), (await api.FollowAsync(second)).GetRawText());
        Assert.Equal(1, await api.CountRunsAsync("failing"));
    }

    [Fact]
    public async Task SameKey_WithAnEquivalentBody_IsTheSameRequest()
    {
        var first = await api.StartAsync("sales", """{"parameters": {"size": "1", "year": "2"}}""", "equivalent");

        var second = await api.StartAsync("sales", """{ "environment": null, "parameters": { "year": 2, "size": "1" } }""", "equivalent");

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task SameKey_WithAnotherBody_IsAConflict()
    {
        var first = await api.StartAsync("sales", "{}", "other-body");

        var second = (await api.StartAsync("sales", """{"onFailure": "stop"}""", "other-body")).ShouldBeProblem(HttpStatusCode.Conflict);

        Assert.Contains($"Run '{first.RunId}' was started by another request", second.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameKey_OfAnotherPipeline_IsAnotherRun()
    {
        var first = await api.StartAsync("sales", "{}", "two-pipelines");

        var second = await api.StartAsync("pipelines", "{}", "two-pipelines");

        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Matches("^sales-k-[0-9a-f]{16}$", first.RunId);
    }

    [Fact]
    public async Task NoKey_StartsARunEachTime()
    {
        var first = await api.StartAsync("sales", "{}");

        var second = await api.StartAsync("sales", "{}");

        Assert.NotEqual(first.RunId, second.RunId);
    }

    [Fact]
    public async Task Key_OfAsManyCharactersAsAllowed_IsTakenAndALongerOneRefused()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await api.StartAsync("sales", "{}", new string('k', 200))).Status);

        var refused = (await api.StartAsync("sales", """{"businessDate": 1}""", new string('k', 201))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["invalid-header", "invalid-field"], refused.Codes);
    }

    [Fact]
    public async Task ManyRequestsWithOneKeyAtTheSameTime_AreOneRun()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.StartAsync("sales", "{}", "all-at-once")));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        await api.FollowAsync(answers[0]);
    }
}

using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class ReadingTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Theory]
    [InlineData("sales-20260101-nightly")]
    [InlineData("no..such..run")]
    [InlineData("-leading-hyphen")]
    [InlineData("%2e%2e%2fetc")]
    public async Task Run_ThatIsNotThere_IsNotFound(string runId)
    {
        var answer = (await api.GetAsync($"/api/runs/{runId}")).ShouldBeProblem(HttpStatusCode.NotFound);

        Assert.StartsWith("There is no run '", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatIsRunning_ShowsWhereItStands()
    {
        var accepted = await api.StartAsync("gated", """{"parameters": {"gate": "reading"}}""");
        await Support.Eventually.TrueAsync(async () => (await api.GetAsync($"/api/runs/{accepted.RunId}")).Json.GetProperty("tasks")[0].GetProperty("status").GetString() == "Running");

        var run = (await api.GetAsync($"/api/runs/{accepted.RunId}")).Json;

        Assert.Equal(("Running", 1), (run.GetProperty("status").GetString(), run.GetProperty("tasks")[0].GetProperty("attempts").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, run.GetProperty("durationMs").ValueKind);
        api.Open("reading");
        await api.FollowAsync(accepted);
    }

    [Fact]
    public async Task Run_ThatFailed_ShowsTheErrorOfItsTask()
    {
        var run = await api.FollowAsync(await api.StartAsync("failing"));

        var error = run.GetProperty("tasks")[0].GetProperty("error");
        Assert.Equal(("PermanentTaskException", "boom"), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Run_ShowsItsParametersWhileItRunsAndAfterwards()
    {
        var accepted = await api.StartAsync("gated", """{"parameters": {"gate": "<b>shown</b>"}}""");

        Assert.Equal("<b>shown</b>", (await api.GetAsync($"/api/runs/{accepted.RunId}")).Json.GetProperty("parameters").GetProperty("gate").GetString());
        api.Open("<b>shown</b>");
        Assert.Equal("<b>shown</b>", (await api.FollowAsync(accepted)).GetProperty("parameters").GetProperty("gate").GetString());
    }

    [Fact]
    public async Task Run_ShowsDefaultsAndSelectionsAsTheyWereAskedFor()
    {
        var run = await api.FollowAsync(await api.StartAsync("sales", """{"parameters": {"size": "big"}, "select": ["A", "B"], "exclude": "B"}"""));

        Assert.Equal(("big", "2026"), (run.GetProperty("parameters").GetProperty("size").GetString(), run.GetProperty("parameters").GetProperty("year").GetString()));
        Assert.Equal(("A B", "B"), (run.GetProperty("select").GetString(), run.GetProperty("exclude").GetString()));
    }

    [Fact]
    public async Task Run_OfAPipelineWithoutParameters_ShowsNone()
    {
        var run = await api.FollowAsync(await api.StartAsync("failing"));

        Assert.False(run.TryGetProperty("parameters", out _) || run.TryGetProperty("select", out _) || run.TryGetProperty("exclude", out _));
    }

    [Fact]
    public async Task Runs_AreListedNewestFirst()
    {
        var older = await api.StartAsync("sales");
        var newer = await api.StartAsync("failing");
        await api.FollowAsync(older);
        await api.FollowAsync(newer);

        var runs = (await api.GetAsync("/api/runs")).Json.EnumerateArray().ToList();

        var ids = runs.ConvertAll(run => run.GetProperty("runId").GetString());
        Assert.True(ids.IndexOf(newer.RunId) < ids.IndexOf(older.RunId));
        var failed = runs[ids.IndexOf(newer.RunId)];
        Assert.Equal(("failing", "Failed"), (failed.GetProperty("pipeline").GetString(), failed.GetProperty("status").GetString()));
        Assert.Equal(["businessDate", "durationMs", "pipeline", "runId", "startedAt", "status"], failed.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pipelines_AreListedInTheOrderOfTheCatalog()
    {
        var pipelines = (await api.GetAsync("/api/pipelines")).Json.EnumerateArray().ToList();

        Assert.Equal(["sales", "gated", "pages", "nights", "failing", "broken", "pipelines", "owned"], pipelines.Select(pipeline => pipeline.GetProperty("name").GetString()));
        Assert.Equal(("What was sold.", 2), (pipelines[0].GetProperty("description").GetString(), pipelines[0].GetProperty("tasks").GetInt32()));
        Assert.Equal("nightly", pipelines[0].GetProperty("schedules")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Pipeline_ShowsItsPlan()
    {
        var plan = (await api.GetAsync("/api/pipelines/sales")).Json;

        Assert.Equal("sales", plan.GetProperty("pipeline").GetString());
        Assert.Equal(
            [("A", "", 1, ""), ("B", "reports", 2, "A")],
            plan.GetProperty("tasks").EnumerateArray().Select(task => (
                task.GetProperty("name").GetString(),
                task.GetProperty("group").GetString(),
                task.GetProperty("level").GetInt32(),
                string.Join(',', task.GetProperty("upstream").EnumerateArray().Select(name => name.GetString())))));
    }

    [Fact]
    public async Task Pipeline_WithAParameterThatEveryRunMustGive_ShowsItsPlanAllTheSame()
    {
        var answer = await api.GetAsync("/api/pipelines/gated");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("gate", answer.Json.GetProperty("parameters")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Pipeline_ThatDoesNotFitTogether_IsAnsweredWithItsProblems() =>
        Assert.Equal(["missing-provider"], (await api.GetAsync("/api/pipelines/broken")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);

    [Fact]
    public async Task Pipeline_ThatIsNotThere_IsNotFound() =>
        (await api.GetAsync("/api/pipelines/nothing")).ShouldBeProblem(HttpStatusCode.NotFound);
}

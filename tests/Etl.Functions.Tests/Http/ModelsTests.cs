using System.Net;

namespace Etl.Functions.Tests.Http;

public sealed class ModelsTests(HttpApp api) : IClassFixture<HttpApp>
{
    [Fact]
    public async Task Models_AreListedWithTheirLatestVersion()
    {
        var run = await RunAsync("sales", "2026-11-20");

        var models = (await api.GetAsync("/api/models")).Json.EnumerateArray().ToDictionary(model => model.GetProperty("model").GetString()!, StringComparer.Ordinal);

        Assert.Equal(("2026-11-20", 1), (models["Numbers.B"].GetProperty("businessDate").GetString(), models["Numbers.B"].GetProperty("rows").GetInt32()));
        Assert.Equal(run, models["Numbers.B"].GetProperty("runId").GetString());
    }

    [Fact]
    public async Task Model_IsShownWithItsVersionsAndPartitions()
    {
        await RunAsync("nights", "2015-05-31");
        await RunAsync("nights", "2015-07-31");

        var model = (await api.GetAsync("/api/models/Nights")).Json;

        // Other tests of this class make others.
        var partitions = model.GetProperty("partitions").EnumerateArray().Select(partition => $"{partition.GetProperty("partition").GetString()} {partition.GetProperty("state").GetString()}").SkipWhile(partition => string.CompareOrdinal(partition, "2015-05") < 0);
        Assert.Equal(["2015-05 Current", "2015-06 Missing", "2015-07 Current"], partitions.Where(partition => partition.StartsWith("2015-", StringComparison.Ordinal)).Take(3));
        Assert.All((await api.GetAsync("/api/models/Nights[2015-05]/versions")).Json.EnumerateArray(), version => Assert.Equal("2015-05", version.GetProperty("partition").GetString()));
        Assert.Equal("value", model.GetProperty("schema").GetProperty("columns")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("/api/models/Nights/data", "[{\"value\":8},{\"value\":2},{\"value\":3}]")]
    [InlineData("/api/models/Nights/data?partition=2014-01", "[{\"value\":1},{\"value\":2},{\"value\":3}]")]
    [InlineData("/api/models/Nights%5B2014-01%5D/data?limit=1", "[{\"value\":1}]")]
    [InlineData("/api/models/Nights/data?limit=0", "[]")]
    public async Task Data_IsTheFirstRowsOfTheLatestVersionOrOfAPartition(string path, string rows)
    {
        await RunAsync("nights", "2014-01-31");
        await RunAsync("nights", "2036-08-31");

        var answer = await api.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, rows), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Data_OfADocument_IsItsOnlyElement()
    {
        await RunAsync("pages", "2026-11-20");

        Assert.Equal("[{\"value\":7}]", (await api.GetAsync("/api/models/Note/data")).Body);
    }

    [Fact]
    public async Task Report_IsServedWithItsContentTypeAndCanDoNothing()
    {
        var run = await RunAsync("pages", "2026-11-20");

        using var report = await api.App.Http.GetAsync(new Uri($"/api/runs/{run}/reports/Page", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/html; charset=utf-8", report.Content.Headers.ContentType!.ToString());
        Assert.Equal("<p>page</p>", await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("sandbox;", Assert.Single(report.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(report.Headers.GetValues("X-Content-Type-Options")));
        (await api.GetAsync($"/api/runs/{run}/reports/Note")).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lineage_GoesUpByDefaultAndDownOnRequest()
    {
        await RunAsync("sales", "2026-11-20");

        var up = (await api.GetAsync("/api/models/Numbers.B/lineage")).Json;
        var down = (await api.GetAsync("/api/models/Numbers.A/lineage?direction=down")).Json;

        Assert.Equal(["Numbers.B", "Numbers.A"], up.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("model").GetString()));
        Assert.Contains("Numbers.B", down.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("model").GetString()));
        Assert.Equal("Down", down.GetProperty("direction").GetString());
    }

    [Theory]
    [InlineData("/api/models/Nowhere")]
    [InlineData("/api/models/Nowhere/versions")]
    [InlineData("/api/models/Nowhere/lineage")]
    [InlineData("/api/models/Nowhere/data")]
    [InlineData("/api/models/Page@nobody/data")]
    [InlineData("/api/models/Page/data?version=ffffffffffff")]
    [InlineData("/api/models/Page/data?partition=2015-07")]
    [InlineData("/api/models/..%2F..%2Fclaim/data")]
    [InlineData("/api/runs/nobody/reports/Page")]
    [InlineData("/api/runs/..%2Fx/reports/Page")]
    public async Task WhatWasNeverPublished_IsNotFound(string path)
    {
        await RunAsync("pages", "2026-11-20");

        (await api.GetAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task WrongQueries_AreRefusedWithEveryProblem()
    {
        var answer = (await api.GetAsync("/api/models/Page/data?limit=-1&partitions=x")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["unknown-query", "invalid-query"], answer.Codes);
        Assert.Equal(
            ["The query's 'direction' is 'up' or 'down', not 'left'."],
            (await api.GetAsync("/api/models/Page/lineage?direction=left")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Messages);
    }

    private async Task<string> RunAsync(string pipeline, string businessDate)
    {
        var run = await api.FollowAsync(await api.StartAsync(pipeline, $$"""{"businessDate": "{{businessDate}}"}"""));
        Assert.Equal("Succeeded", run.GetProperty("status").GetString());
        return run.GetProperty("runId").GetString()!;
    }
}

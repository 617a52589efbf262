using System.Net.Http.Json;
using System.Text.Json;
using Etl.Core.Checks;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Durable;

/// <summary>What checks mean for a run: what is published, what starts, and what the records say.</summary>
public sealed class CheckedRunTests
{
    [Fact]
    public async Task FailedCheck_KeepsDownstreamFromStartingAndPublishesNothing()
    {
        int[] rows = [1, 2];
        await using var app = await new TestApp(new Pipeline("visits", [Visits.Load(() => rows), Visits.Count()])).StartAsync();
        var good = await app.RunAsync("visits");
        rows = [1, 1, 500];

        var bad = await app.RunAsync("visits", businessDate: new DateOnly(2026, 11, 22));

        Assert.Equal(RunStatus.Failed, bad.Status);
        Assert.Equal([(RunStatus.Failed, 1), (RunStatus.Skipped, 0)], bad.Tasks.Select(task => (task.Status, task.Attempts)));
        Assert.Equal("CheckFailed", bad.Tasks[0].Error!.Type);
        Assert.StartsWith("Model 'Visits' failed a check: unique(value): value is not unique in 1 of 3 rows: row 2 (1 as in row 1). ", bad.Tasks[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(good.RunId, (await app.LatestAsync("Visits"))!.RunId);
        Assert.Equal(2, await app.LatestValueAsync("Numbers.Count"));

        var commit = await app.Records.FindCommitAsync(bad.RunId, "Load", TestApp.Cancellation);
        Assert.Empty(commit!.Outputs);
        Assert.Equal([false, false, true], Assert.Single(commit.Details!).Checks.Select(check => check.Passed));
        Assert.Equal(
            [("unique(value)", CheckSeverity.Error, 1L), ("range(value)", CheckSeverity.Warn, 1L)],
            bad.Checks!.Select(check => (check.Check, check.Severity, check.Failures)));
    }

    [Fact]
    public async Task Warning_IsPublishedWithTheVersionAndShownWithTheRun()
    {
        await using var app = await new TestApp(new Pipeline("visits", [Visits.Load(() => [1, 500]), Visits.Count()])).StartAsync();

        var run = await app.RunAsync("visits");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        var check = Assert.Single(run.Checks!);
        Assert.Equal(new ModelCheckDocument("Visits", "range(value)", CheckSeverity.Warn, false, 1, "value is not between 0 and 100 in 1 of 2 rows: row 2 (500)"), check);
        Assert.Equal(ModelQuality.Warned, (await app.LatestAsync("Visits"))!.Quality);
        Assert.Equal(ModelQuality.Unchecked, (await app.LatestAsync("Numbers.Count"))!.Quality);
        var shown = await app.Http.GetFromJsonAsync<JsonElement>($"api/runs/{run.RunId}", TestApp.Cancellation);
        Assert.Equal("range(value)", shown.GetProperty("checks")[0].GetProperty("check").GetString());
        Assert.Contains(app.Log.All, line => line.Text.Contains("Visits did not pass the check range(value)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PassedChecks_AreInTheRecordAndNotInTheDocument()
    {
        await using var app = await new TestApp(new Pipeline("visits", [Visits.Load(() => [1, 2])])).StartAsync();

        var run = await app.RunAsync("visits");

        Assert.Null(run.Checks);
        var version = (await app.LatestAsync("Visits"))!;
        var details = Assert.Single((await app.Records.FindCommitAsync(run.RunId, "Load", TestApp.Cancellation))!.Details!);
        Assert.Equal((ModelQuality.Passed, details.Schema!.Hash()), (version.Quality, version.SchemaHash));
        Assert.Equal(3, details.Checks.Count);
    }

    [Fact]
    public async Task RowCountChange_ComparesWithTheVersionBefore()
    {
        var rows = 10;
        await using var app = await new TestApp(new Pipeline("visits", [Visits.Load(() => Enumerable.Range(0, rows))])).StartAsync();
        Assert.Equal(RunStatus.Succeeded, (await app.RunAsync("visits")).Status);

        rows = 21;
        var more = await app.RunAsync("visits", businessDate: new DateOnly(2026, 11, 22));
        rows = 20;
        var twice = await app.RunAsync("visits", businessDate: new DateOnly(2026, 11, 23));

        Assert.Contains("there are 21 rows, 110 % more than the 10 of the version before", more.Tasks[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Succeeded, twice.Status);
    }
}

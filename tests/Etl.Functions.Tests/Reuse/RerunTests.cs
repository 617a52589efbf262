using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Reuse;

public sealed class RerunTests
{
    [Fact]
    public async Task TaskWhoseOutputIsGone_IsRunAgain_ThoughItHadSucceeded()
    {
        var fails = true;
        await using var bench = await ReuseBench.StartAsync(Numbers.Sum("A"), Numbers.Task("B", (_, _) => fails ? throw new PermanentTaskException("boom") : Task.CompletedTask, requires: "A"));
        var first = await bench.RunAsync();
        fails = false;
        await bench.DeleteContentAsync("A");

        var second = await bench.RerunAsync(first.RunId);

        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], second.Tasks.Select(task => task.Status));
    }

    [Fact]
    public async Task TaskWhoseUpstreamRanAgain_NeverGetsTheStaleInput()
    {
        var made = 0;
        var fails = "C";
        var a = Value("A", () => Interlocked.Increment(ref made) * 100);
        EtlTask Failing(string name, string requires) => Numbers.Task(name, (_, _) => fails.Contains(name, StringComparison.Ordinal) ? throw new PermanentTaskException("boom") : Task.CompletedTask, requires: requires);
        await using var bench = await ReuseBench.StartAsync(a, Failing("B", "A"), Failing("C", "B"));
        bench.Request = bench.Request with { Reuse = ReuseMode.None };
        var first = await bench.RunAsync();
        fails = "B";

        // A is run again and gives 200; B, which had read 100, fails.
        var second = await bench.RerunAsync(first.RunId, fromFailed: false);
        fails = "";
        var third = await bench.RerunAsync(second.RunId);

        Assert.Equal([RunStatus.Reused, RunStatus.Succeeded, RunStatus.Succeeded], third.Tasks.Select(task => task.Status));
        Assert.Equal(202, await bench.App.LatestValueAsync("Numbers.C"));

        // From the first run again: its A is taken over, and what is made of it follows it.
        var fourth = await bench.RerunAsync(first.RunId);
        Assert.Equal([RunStatus.Reused, RunStatus.Reused, RunStatus.Succeeded], fourth.Tasks.Select(task => task.Status));
        Assert.Equal(102, await bench.App.LatestValueAsync("Numbers.C"));
    }

    [Fact]
    public async Task Rerun_ReadsTheRecordedInputs_WhateverWasPublishedSince()
    {
        var rate = 100;
        await using var app = await new TestApp(
            new Pipeline("writer", [Value("Rate", () => rate)]),
            new Pipeline("reader", [Numbers.Sum("Report", "Rate")]) { ExternalModels = [Numbers.Of("Rate")] }).StartAsync();
        await app.RunAsync("writer");
        var first = await app.RunAsync("reader");
        rate = 200;
        await app.RunAsync("writer");

        var rerun = await RerunAsync(app, first.RunId, fromFailed: false);

        Assert.Equal((RunStatus.Succeeded, first.RunId), (rerun.Status, rerun.RerunOf));
        Assert.Equal(101, await app.LatestValueAsync("Numbers.Report"));
        Assert.Equal(201, await ValueOfAsync(app, await app.RunAsync("reader")));
    }

    [Fact]
    public async Task Rerun_KeepsParametersBusinessDateAndSettingsOfTheRun()
    {
        var task = EtlTask.Create("A", [], [Numbers.Of("A")], (context, token) => context.Output(Numbers.Of("A")).WriteAsync(new Number((context.Job.BusinessDate.Day * 1000) + (context.Model(Numbers.Of("A")).Limit * 10) + context.Job.Parameter("size").Length), token).AsTask());
        await using var bench = await ReuseBench.StartAsync(task);
        var first = await bench.RunAsync(bench.Request with
        {
            BusinessDate = new DateOnly(2026, 11, 7),
            Parameters = new(StringComparer.Ordinal) { ["size"] = "four" },
            ModelConfigs = ModelConfigs.Empty.With(Numbers.Of("A"), "limit", 33),
        });
        bench.App.Options = bench.App.Options with { ModelConfigs = ModelConfigs.Empty.With(Numbers.Of("A"), "limit", 44) };
        await bench.App.RestartAsync();

        var rerun = await bench.RerunAsync(first.RunId, fromFailed: false);

        Assert.Equal(new DateOnly(2026, 11, 7), rerun.BusinessDate);
        Assert.Equal(7334, await bench.App.LatestValueAsync("Numbers.A"));
    }

    [Fact]
    public async Task RunThatLackedAnInput_LooksForItAgain()
    {
        await using var app = await new TestApp(
            new Pipeline("writer", [Value("Rate", () => 1)]),
            new Pipeline("reader", [Numbers.Sum("Report", "Rate")]) { ExternalModels = [Numbers.Of("Rate")] }).StartAsync();
        var claim = await ClaimWithoutInputsAsync(app);
        await app.RunAsync("writer");

        var rerun = await RerunAsync(app, claim, fromFailed: true);

        Assert.Equal(RunStatus.Succeeded, rerun.Status);
    }

    [Fact]
    public async Task NothingFailed_IsAConflictThatNamesThePlainRerun()
    {
        await using var bench = await ReuseBench.StartAsync(Numbers.Sum("A"));
        var run = await bench.RunAsync();

        var refused = await Assert.ThrowsAsync<RunConflictException>(() => bench.RerunAsync(run.RunId));

        Assert.Equal($"Nothing failed in run '{run.RunId}': it succeeded. To repeat all of it use a plain rerun: etl rerun {run.RunId}", refused.Message);
    }

    [Fact]
    public async Task RunThatIsNotThere_IsUnknown()
    {
        await using var bench = await ReuseBench.StartAsync(Numbers.Sum("A"));

        await Assert.ThrowsAsync<UnknownRunException>(() => bench.RerunAsync("p-20260101-nightly"));
    }

    [Fact]
    public async Task RunningAndInterruptedRuns_AreConflictsThatSayWhatToDo()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = await ReuseBench.StartAsync(Numbers.Task("A", (_, token) =>
        {
            running.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        }));
        var started = await bench.App.Starter.StartAsync(bench.App.Client, bench.Request, runId: null, TestApp.Cancellation);
        var runId = started.Claim.Job.RunId;
        await running.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);

        var refused = await Assert.ThrowsAsync<RunConflictException>(() => bench.RerunAsync(runId, fromFailed: false));
        Assert.Contains("is running", refused.Message, StringComparison.Ordinal);

        await bench.App.Get<RunCanceller>().CancelAsync(bench.App.Client, runId, reason: null, TestApp.Cancellation);
        await bench.App.EndOfAsync(runId);

        // A claim that nobody has ever scheduled is one that nobody works on.
        var claim = started.Claim with { Job = started.Claim.Job with { RunId = "p-left-behind" }, ClaimId = null, Snapshot = started.Claim.Snapshot with { RunId = "p-left-behind" } };
        await bench.App.Records.ClaimAsync(claim, TestApp.Cancellation);
        var interrupted = await Assert.ThrowsAsync<RunConflictException>(() => bench.RerunAsync("p-left-behind"));
        Assert.Contains("etl resume p-left-behind", interrupted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeletedInput_IsNamedBeforeAnythingStarts()
    {
        await using var app = await new TestApp(
            new Pipeline("writer", [Value("Rate", () => 1)]),
            new Pipeline("reader", [Numbers.Sum("Report", "Rate")]) { ExternalModels = [Numbers.Of("Rate")] }).StartAsync();
        var writer = await app.RunAsync("writer");
        var rate = await app.LatestAsync("Numbers.Rate");
        var first = await app.RunAsync("reader");
        await app.Store.DeleteAsync($"runs/{writer.RunId}/commits/Rate.json", TestApp.Cancellation);

        var refused = await Assert.ThrowsAsync<InvalidRunRequestException>(() => RerunAsync(app, first.RunId, fromFailed: false));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal("deleted-input", problem.Code);
        Assert.Contains($"Version '{rate!.Version}' of model 'Numbers.Rate'", problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, await app.Records.ListRunsAsync(TestApp.Cancellation).CountAsync(TestApp.Cancellation));
    }

    [Fact]
    public async Task ChangedTask_IsPlannedAnewAndRun()
    {
        var fails = true;
        var b = Numbers.Task("B", (_, _) => fails ? throw new PermanentTaskException("boom") : Task.CompletedTask, requires: "A");
        await using var bench = await ReuseBench.StartAsync(Numbers.Sum("A"), b);
        var first = await bench.RunAsync(bench.Request with { Reuse = ReuseMode.None });
        fails = false;
        bench.App.Catalog = new PipelineCatalog(new Pipeline("p", [Numbers.Sum("A"), Numbers.Sum("New", "A"), Numbers.Sum("B", "A", "New")]));
        await bench.App.RestartAsync();

        var rerun = await bench.RerunAsync(first.RunId);

        Assert.Equal([("A", RunStatus.Reused), ("New", RunStatus.Succeeded), ("B", RunStatus.Succeeded)], rerun.Tasks.Select(task => (task.Name, task.Status)));
        Assert.Equal(4, await bench.App.LatestValueAsync("Numbers.B"));
    }

    [Fact]
    public async Task OutputsWithOtherColumnsThanTheModelHasNow_AreMadeAgain()
    {
        var fails = true;
        var b = Numbers.Task("B", (_, _) => fails ? throw new PermanentTaskException("boom") : Task.CompletedTask, requires: "A");
        await using var bench = await ReuseBench.StartAsync(Numbers.Sum("A"), Numbers.Sum("C"), b);
        var first = await bench.RunAsync(bench.Request with { Reuse = ReuseMode.None });
        await bench.ChangeSchemaAsync(first.RunId, "A");
        fails = false;

        var rerun = await bench.RerunAsync(first.RunId);

        Assert.Equal([("A", RunStatus.Succeeded), ("C", RunStatus.Reused), ("B", RunStatus.Succeeded)], rerun.Tasks.Select(task => (task.Name, task.Status)));
    }

    private static EtlTask Value(string name, Func<int> value) =>
        EtlTask.Create(name, [], [Numbers.Of(name)], (context, token) => context.Output(Numbers.Of(name)).WriteAsync(new Number(value()), token).AsTask(), TaskPolicy.Once);

    private static async Task<int> ValueOfAsync(TestApp app, RunDocument run)
    {
        var commit = await app.Records.FindCommitAsync(run.RunId, "Report", TestApp.Cancellation);
        return await app.ValueAsync(commit!.Outputs[0]);
    }

    private static async Task<RunDocument> RerunAsync(TestApp app, string runId, bool fromFailed)
    {
        var started = await app.Get<RunRepeater>().RepeatAsync(app.Client, runId, fromFailed, RunOrigin.CommandLine, idempotencyKey: null, TestApp.Cancellation);
        await app.EndOfAsync(started.Claim.Job.RunId);
        return await app.DocumentAsync(started.Claim.Job.RunId);
    }

    /// <summary>A run whose input was there when it was asked for, and was not when it began.</summary>
    private static async Task<string> ClaimWithoutInputsAsync(TestApp app)
    {
        var planned = await app.Get<RunPlanner>().PlanAsync(new RunRequest { Pipeline = "reader", BusinessDate = new DateOnly(2026, 11, 21) }, TestApp.Cancellation);
        var claim = RunClaims.Of(planned, new RunRequest { Pipeline = "reader" }, "reader-early", app.Options);
        await app.Records.ClaimAsync(claim, TestApp.Cancellation);
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(PipelineOrchestrator), claim.Snapshot, new Microsoft.DurableTask.StartOrchestrationOptions("reader-early"), TestApp.Cancellation);
        await app.EndOfAsync("reader-early");
        Assert.Equal("MissingExternalModel", (await app.DocumentAsync("reader-early")).Error!.Type);
        return "reader-early";
    }
}

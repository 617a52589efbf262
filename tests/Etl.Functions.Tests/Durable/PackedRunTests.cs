using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Durable;

/// <summary>Several tasks in an activity, with the real functions on the local host: what a run does and publishes is the same as without.</summary>
public sealed class PackedRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PackedRun_PublishesTheSame_WithOneRecordAndOneNoteForAPack(bool replayEveryStep)
    {
        await using var app = await StartAsync(replayEveryStep, Wide(tasksPerActivity: 4));

        var run = await app.RunAsync("wide");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.All(run.Tasks, task => Assert.Equal((RunStatus.Succeeded, 1, 1L), (task.Status, task.Attempts, task.Rows)));
        Assert.Equal(7, await app.LatestValueAsync("Numbers.Sum"));
        Assert.Equal(["runs/" + run.RunId + "/packs/0.json", "runs/" + run.RunId + "/packs/1.json"], await app.ObjectsAsync($"runs/{run.RunId}/packs/"));
        Assert.Equal([$"runs/{run.RunId}/commits/Sum.json"], await app.ObjectsAsync($"runs/{run.RunId}/commits/"));
        var notes = await app.Store.ListNotesAsync($"runs/{run.RunId}/tasks/", TestApp.Cancellation).Select(note => note.Name).ToListAsync(TestApp.Cancellation);
        Assert.Equal(["Sum", "pack:0", "pack:1"], notes.Select(name => name.Split('/')[^1]));
    }

    [Fact]
    public async Task TaskOfAPack_ThatFailsOnce_IsTriedAgainByItself_AndTheOthersAreNot()
    {
        var runs = 0;
        var flaky = Numbers.Task("Flaky", (context, _) => context.Attempt == 1 ? throw new IOException("not now") : Task.CompletedTask);
        var steady = Numbers.Task("Steady", (_, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        await using var app = await StartAsync(false, new Pipeline("sales", [flaky, steady, Numbers.Sum("Both", "Flaky", "Steady")]) { TasksPerActivity = 2 });

        var run = await app.RunAsync("sales");

        Assert.Equal((RunStatus.Succeeded, 1), (run.Status, runs));
        Assert.Equal([("Flaky", 2), ("Steady", 1), ("Both", 1)], run.Tasks.Select(task => (task.Name, task.Attempts)));
        Assert.Equal(3, await app.LatestValueAsync("Numbers.Both"));
        Assert.Equal(["Both", "Flaky"], (await app.ObjectsAsync($"runs/{run.RunId}/commits/")).Select(name => Path.GetFileNameWithoutExtension(name)));
    }

    [Fact]
    public async Task TaskOfAPack_ThatFailsForGood_SkipsWhatDependsOnIt_AndEachTaskHasARecord()
    {
        var bad = Numbers.Task("Bad", (_, _) => throw new PermanentTaskException("boom"));
        await using var app = await StartAsync(false, new Pipeline("sales", [bad, Numbers.Sum("Good"), Numbers.Sum("AfterBad", "Bad"), Numbers.Sum("AfterGood", "Good"), Numbers.Sum("Last", "AfterBad"), Numbers.Sum("Other", "AfterBad")]) { TasksPerActivity = 2 });

        var run = await app.RunAsync("sales");

        Assert.Equal(
            [("Bad", RunStatus.Failed), ("Good", RunStatus.Succeeded), ("AfterBad", RunStatus.Skipped), ("AfterGood", RunStatus.Succeeded), ("Last", RunStatus.Skipped), ("Other", RunStatus.Skipped)],
            run.Tasks.Select(task => (task.Name, task.Status)));
        Assert.Equal(new TaskError("PermanentTaskException", "boom"), run.Tasks[0].Error);
        Assert.Empty(run.Models);
        var commits = await app.Records.FindCommitsAsync((await app.Records.FindClaimAsync(run.RunId, TestApp.Cancellation))!, TestApp.Cancellation);
        Assert.Equal(run.Tasks.Select(task => task.Status), commits.Select(commit => commit!.Status));
    }

    [Fact]
    public async Task FailedPackedRun_IsRerunFromWhatFailed()
    {
        var isBroken = true;
        var runs = 0;
        var flaky = Numbers.Task("Flaky", (_, _) => isBroken ? throw new PermanentTaskException("boom") : Task.CompletedTask);
        var steady = Numbers.Task("Steady", (_, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        await using var app = await StartAsync(false, new Pipeline("sales", [flaky, steady, Numbers.Sum("Both", "Flaky", "Steady")]) { TasksPerActivity = 2 });
        var failed = await app.RunAsync("sales");

        isBroken = false;
        var again = await app.Get<RunRepeater>().RepeatAsync(app.Client, failed.RunId, fromFailed: true, RunOrigin.CommandLine, idempotencyKey: null, TestApp.Cancellation);
        await app.EndOfAsync(again.Claim.Job.RunId);

        var run = await app.DocumentAsync(again.Claim.Job.RunId);
        Assert.Equal((RunStatus.Succeeded, 1), (run.Status, runs));
        Assert.Equal([RunStatus.Succeeded, RunStatus.Reused, RunStatus.Succeeded], run.Tasks.Select(task => task.Status));
        Assert.Equal(3, await app.LatestValueAsync("Numbers.Both"));
    }

    [Fact]
    public async Task PackThatIsDeliveredAgain_AfterItsCommit_RunsNothing()
    {
        var runs = 0;
        var first = Numbers.Task("First", (_, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        var second = Numbers.Task("Second", (_, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        await using var app = await StartAsync(false, new Pipeline("sales", [first, second]) { TasksPerActivity = 2 });
        var run = await app.RunAsync("sales");

        var input = new RunPackInput(run.RunId, 0, [new PackedTask("First", 0, false, []), new PackedTask("Second", 1, false, [])]);
        var outcomes = await ActivatorUtilities.CreateInstance<RunPack>(app.Host.Services).RunAsync(input, TestApp.Cancellation);

        Assert.Equal(2, runs);
        Assert.All(outcomes, outcome => Assert.Equal(RunStatus.Succeeded, outcome.Status));
        Assert.Equal(run.Models.Select(model => model.Version), outcomes.SelectMany(outcome => outcome.Outputs).Select(output => output.Version));
    }

    [Fact]
    public async Task PackThatTheHostsDeathInterrupted_RunsAgainAsAWhole()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = false;
        var slow = Numbers.Task("Slow", async (_, token) =>
        {
            started.TrySetResult();
            await Task.Delay(mayEnd ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, token);
        });
        await using var app = await StartAsync(false, new Pipeline("sales", [slow, Numbers.Sum("Quick"), Numbers.Sum("Both", "Slow", "Quick")]) { TasksPerActivity = 2 });
        var runId = await app.StartRunAsync("sales");
        await started.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);

        mayEnd = true;
        await app.RestartAsync();
        await app.EndOfAsync(runId);

        var run = await app.DocumentAsync(runId);
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(3, await app.LatestValueAsync("Numbers.Both"));
    }

    [Fact]
    public async Task TasksThatWantToRunAlone_AndTasksWithPools_AreInNoPack()
    {
        var pooled = Numbers.Task("Pooled", (_, _) => Task.CompletedTask, Numbers.Quick with { Pools = ["warehouse"] });
        var alone = Numbers.Task("Alone", (_, _) => Task.CompletedTask, Numbers.Quick with { RunsAlone = true });
        await using var app = new TestApp(new Pipeline("sales", [Numbers.Sum("A"), pooled, Numbers.Sum("B"), alone, Numbers.Sum("C"), Numbers.Sum("D", "A")]) { TasksPerActivity = 2 });
        app.Catalog = new PipelineCatalog(app.Catalog.Pipelines) { Pools = [new Pool("warehouse", 1)] };
        await app.StartAsync();

        var run = await app.RunAsync("sales");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        var snapshot = (await app.Records.FindClaimAsync(run.RunId, TestApp.Cancellation))!.Snapshot;
        Assert.Equal([["A", "B"]], snapshot.Packs!.Select(pack => pack.Select(task => snapshot.Tasks[task].Name)));
    }

    [Fact]
    public async Task WideRun_SaysHowManyChunksRunAtATime_AndNoOtherRunDoes()
    {
        await using var app = await StartAsync(false, new Pipeline("wide", [.. Enumerable.Range(0, 21).Select(i => Numbers.Sum($"T{i}"))]));
        app.Options = app.Options with { MaxFanOut = 2 };
        await app.RestartAsync();
        var request = new RunRequest { Pipeline = "wide", BusinessDate = new DateOnly(2026, 11, 21) };

        var wide = await app.Starter.StartAsync(app.Client, request, runId: null, TestApp.Cancellation);
        var narrow = await app.Starter.StartAsync(app.Client, request with { Exclude = "T0" }, runId: null, TestApp.Cancellation);

        Assert.Equal([(RunSnapshot.SchemaWithChunks, 10), (RunSnapshot.SchemaWithoutPacks, null)], new[] { wide, narrow }.Select(start => (start.Claim.Snapshot.Schema, start.Claim.Snapshot.ChunksAtATime)));
        await app.EndOfAsync(wide.Claim.Job.RunId);
        await app.EndOfAsync(narrow.Claim.Job.RunId);
        Assert.Equal(RunStatus.Succeeded, (await app.DocumentAsync(wide.Claim.Job.RunId)).Status);
    }

    [Fact]
    public async Task Packs_AreNoLargerThanTheParallelism_AndEagerRunsHaveNone()
    {
        await using var app = await StartAsync(false, Wide(tasksPerActivity: 4));
        var request = new RunRequest { Pipeline = "wide", BusinessDate = new DateOnly(2026, 11, 21) };

        var limited = await app.Starter.StartAsync(app.Client, request with { Parallelism = 3 }, runId: null, TestApp.Cancellation);
        var eager = await app.Starter.StartAsync(app.Client, request with { Scheduling = RunScheduling.Eager }, runId: null, TestApp.Cancellation);

        Assert.Equal([3, 3], limited.Claim.Snapshot.Packs!.Select(pack => pack.Count));
        Assert.Null(eager.Claim.Snapshot.Packs);
        Assert.Equal([RunSnapshot.SchemaWithPacks, RunSnapshot.SchemaWithoutPacks], new[] { limited, eager }.Select(start => start.Claim.Snapshot.Schema));
        await app.EndOfAsync(limited.Claim.Job.RunId);
        await app.EndOfAsync(eager.Claim.Job.RunId);
        Assert.Equal(RunStatus.Succeeded, (await app.DocumentAsync(limited.Claim.Job.RunId)).Status);
    }

    [Fact]
    public async Task AnotherPipeline_ReadsWhatAPackHasMade_AndItsLineageIsKnown()
    {
        var reader = new Pipeline("reader", [Numbers.Sum("Report", "P1", "P2")]) { ExternalModels = [Numbers.Of("P1"), Numbers.Of("P2")] };
        await using var app = await StartAsync(false, Wide(tasksPerActivity: 4), reader);
        var made = await app.RunAsync("wide");
        await app.RestartAsync();

        var run = await app.RunAsync("reader");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(3, await app.LatestValueAsync("Numbers.Report"));
        var report = (await app.LatestAsync("Numbers.Report"))!;
        var commit = await app.Records.FindCommitAsync(run.RunId, report.Task, TestApp.Cancellation);
        Assert.All(commit!.Inputs, input => Assert.Equal(made.RunId, input.RunId));
    }

    private static Pipeline Wide(int tasksPerActivity) =>
        new("wide", [.. Enumerable.Range(1, 6).Select(i => Numbers.Sum($"P{i}")), Numbers.Sum("Sum", [.. Enumerable.Range(1, 6).Select(i => $"P{i}")])]) { TasksPerActivity = tasksPerActivity };

    private static Task<TestApp> StartAsync(bool replayEveryStep, params Pipeline[] pipelines) =>
        new TestApp(pipelines) { Engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off } }.StartAsync();
}

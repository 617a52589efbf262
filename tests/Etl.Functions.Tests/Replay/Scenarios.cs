using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Backfills;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Etl.Storage.Registry;

namespace Etl.Functions.Tests.Replay;

/// <summary>One run, or a few, for each path of the orchestrators.</summary>
internal static class Scenarios
{
    private static readonly DateOnly Date = new(2026, 11, 21);

    public static IReadOnlyDictionary<string, Func<Task<IReadOnlyList<RecordedInstance>>>> All { get; } = new Dictionary<string, Func<Task<IReadOnlyList<RecordedInstance>>>>(StringComparer.Ordinal)
    {
        ["levels"] = () => RunAsync(new Pipeline("p", Diamond())),
        ["eager"] = () => RunAsync(new Pipeline("p", Diamond()) { Scheduling = RunScheduling.Eager }),
        ["parallelism"] = () => RunAsync(new Pipeline("p", Diamond()) { Scheduling = RunScheduling.Eager, Parallelism = 1 }),
        ["packs"] = () => RunAsync(new Pipeline("p", [.. Diamond(), Flaky("F"), Numbers.Sum("G")]) { TasksPerActivity = 2 }),
        ["chunks"] = () => RunAsync(new Pipeline("p", [.. Enumerable.Range(1, 5).Select(i => Numbers.Sum($"T{i}")), Numbers.Sum("Last", "T1", "T5")]), maxFanOut: 2),
        ["chunks-in-turns"] = () => RunAsync(new Pipeline("p", [.. Enumerable.Range(1, 12).Select(i => Numbers.Sum($"T{i}"))]), maxFanOut: 1),
        ["retries"] = () => RunAsync(new Pipeline("p", [Flaky("F"), Numbers.Sum("After", "F")])),
        ["failure-continue"] = () => RunAsync(new Pipeline("p", [Bad("B"), Numbers.Sum("AfterBad", "B"), Numbers.Sum("Good"), Numbers.Sum("AfterGood", "Good")])),
        ["failure-stop"] = () => RunAsync(new Pipeline("p", [Bad("B"), Numbers.Sum("Good"), Numbers.Sum("AfterGood", "Good")]), onFailure: FailureMode.Stop),
        ["timeout"] = () => RunAsync(new Pipeline("p", [Numbers.Task("Slow", (_, token) => Task.Delay(Timeout.Infinite, token), TaskPolicy.Once with { Timeout = TimeSpan.FromMilliseconds(50) })])),
        ["cancel"] = CancelAsync,
        ["pause"] = PauseAsync,
        ["pool"] = () => PoolAsync(tasks: 1),
        ["pool-each-asks"] = () => PoolAsync(tasks: 3),
        ["pool-in-line"] = () => PoolAsync(tasks: 3),
        ["rerun"] = RerunAsync,
        ["backfill"] = BackfillAsync,
    };

    private static TaskNode[] Diamond() => [Numbers.Sum("A"), Numbers.Sum("B", "A"), Numbers.Sum("C", "A"), Numbers.Sum("D", "B", "C")];

    private static EtlTask Bad(string name) => Numbers.Task(name, (_, _) => throw new PermanentTaskException("bad row 17"));

    private static EtlTask Flaky(string name) => Numbers.Task(name, (context, _) => context.Attempt < 3 ? throw new IOException("not now") : Task.CompletedTask, Numbers.Quick with { FirstRetryDelay = TimeSpan.FromMilliseconds(10) });

    private static TestApp App(params Pipeline[] pipelines) => new(pipelines) { Engine = new DurableEngineOptions { Synchronous = SqliteSynchronous.Off, ReplayEveryStep = false, CompareInputs = true } };

    private static async Task<IReadOnlyList<RecordedInstance>> RunAsync(Pipeline pipeline, int maxFanOut = 100, FailureMode onFailure = FailureMode.Continue)
    {
        await using var app = App(pipeline);
        app.Options = app.Options with { MaxFanOut = maxFanOut };
        await app.StartAsync();
        await app.RunAsync("p", "run", Date, onFailure);
        return await HistoryRecorder.RecordAsync(app);
    }

    private static async Task<IReadOnlyList<RecordedInstance>> CancelAsync()
    {
        var gate = new Gate();
        await using var app = App(new Pipeline("p", [Numbers.Sum("Done"), gate.Task("Slow"), Numbers.Sum("After", "Slow")]));
        await app.StartAsync();
        var run = await app.StartRunAsync("p", "run", Date);
        await gate.Entered;
        await app.Get<RunCanceller>().CancelAsync(app.Client, run, "wrong file", TestApp.Cancellation);
        await app.EndOfAsync(run);
        return await HistoryRecorder.RecordAsync(app);
    }

    private static async Task<IReadOnlyList<RecordedInstance>> PauseAsync()
    {
        var gate = new Gate();
        await using var app = App(new Pipeline("p", [gate.Task("Slow"), Numbers.Sum("After", "Slow")]));
        await app.StartAsync();
        var run = await app.StartRunAsync("p", "run", Date);
        await gate.Entered;
        await app.Get<RunPauser>().PauseAsync(app.Client, run, TestApp.Cancellation);
        gate.Open();
        await Eventually.TrueAsync(async () => await app.Records.FindCommitAsync(run, "Slow", TestApp.Cancellation) is not null);
        await app.Get<RunPauser>().UnpauseAsync(app.Client, run, TestApp.Cancellation);
        await app.EndOfAsync(run);
        return await HistoryRecorder.RecordAsync(app);
    }

    /// <summary>The slot is held by somebody else at first. Under schema 2, each task asked for itself.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> PoolAsync(int tasks)
    {
        await using var app = App(new Pipeline("p", [.. Enumerable.Range(1, tasks).Select(i => Numbers.Task($"Pooled{i}", (_, _) => Task.CompletedTask, Numbers.Quick with { Pools = ["warehouse"] }))]));
        app.Catalog = new PipelineCatalog(app.Catalog.Pipelines) { Pools = [new Pool("warehouse", 1)] };
        await app.StartAsync();
        var slot = await app.Store.TryLeaseAsync("pools/warehouse/1", TestApp.Cancellation);
        var run = await app.StartRunAsync("p", "run", Date);
        await Eventually.TrueAsync(() => Task.FromResult(app.Log.All.Count(line => line.Text.EndsWith("waits for a slot of warehouse", StringComparison.Ordinal)) > tasks));
        await slot!.DisposeAsync();
        await app.EndOfAsync(run);
        return await HistoryRecorder.RecordAsync(app);
    }

    private static async Task<IReadOnlyList<RecordedInstance>> RerunAsync()
    {
        var fails = true;
        await using var app = App(new Pipeline("p", [Numbers.Sum("A"), Numbers.Task("B", (_, _) => fails ? throw new PermanentTaskException("bad row 17") : Task.CompletedTask, requires: "A")]));
        await app.StartAsync();
        await app.RunAsync("p", "run", Date);
        fails = false;
        var repeated = await app.Get<RunRepeater>().RepeatAsync(app.Client, "run", fromFailed: true, RunOrigin.CommandLine, null, TestApp.Cancellation);
        await app.EndOfAsync(repeated.Claim.Job.RunId);
        return await HistoryRecorder.RecordAsync(app);
    }

    private static async Task<IReadOnlyList<RecordedInstance>> BackfillAsync()
    {
        await using var app = App(new Pipeline("p", [Numbers.Sum("A")]));
        await app.StartAsync();
        var request = new BackfillRequest { Run = new RunRequest { Pipeline = "p", Origin = RunOrigin.CommandLine }, From = Date, To = Date.AddDays(1), MaxParallel = 1 };
        var started = await app.Get<BackfillStarter>().StartAsync(app.Client, request, null, TestApp.Cancellation);
        await app.EndOfAsync(started.Claim.Id);
        return await HistoryRecorder.RecordAsync(app);
    }

    private sealed class Gate
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);

        public void Open() => _open.SetResult();

        public EtlTask Task(string name) => Numbers.Task(name, (_, token) =>
        {
            _entered.TrySetResult();
            return _open.Task.WaitAsync(token);
        });
    }
}

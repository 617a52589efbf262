using System.Text;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>
/// What processes do to the registry: the steps of the orchestration, on the real protocol code. It keeps nothing that survives its process, so each
/// process goes on from the records alone. Virtual members are where a faulty protocol differs.
/// </summary>
internal class RunProgram
{
    private const int MaxCalls = 4;
    private readonly RegistryWorld _world;

    public RunProgram(RegistryWorld world, SimulatedProcess process)
    {
        _world = world;
        Process = process;
        Records = new RunRecords(process.Store, process.Time);
        Models = HeadsOf(process.Store);
        Closing = new RunClosing(Records, Models, process.Time);
        Decisions = new ScheduleDecisions(process.Store, process.Time);
        Slots = new PoolSlots(process.Store) { First = world.AnyOf };
    }

    protected SimulatedProcess Process { get; }

    protected RunRecords Records { get; }

    protected PublishedModels Models { get; }

    protected RunClosing Closing { get; }

    protected ScheduleDecisions Decisions { get; }

    protected PoolSlots Slots { get; }

    protected RegistryFacts Facts => _world.Facts;

    /// <summary>The store as the garbage collection sees it.</summary>
    protected virtual IObjectStore CollectedStore => Process.Store;

    /// <summary>Claims, then schedules: who has claimed does, and who finds a claim that was left behind.</summary>
    public async Task StartAsync(RunPlan plan, string claimId, string requestHash)
    {
        var claim = plan.Claim(claimId, requestHash, Process.Time.GetUtcNow());
        var result = await CallAsync(() => Records.ClaimAsync(claim));
        Facts.Told($"runs/{plan.RunId}/claim.json", result.Claim);
        var outcome = Judge(result, claim);
        Facts.Check((outcome == ClaimOutcome.OtherRequest) == (result.Claim.RequestHash != requestHash), $"'{claimId}' was told {outcome}.");
        if (outcome == ClaimOutcome.Claimed)
        {
            Facts.Rules.CheckClaimant(claim);
            _world.Schedule(plan);
        }
        else if (outcome == ClaimOutcome.SameRequest && !_world.IsScheduled(plan))
        {
            _world.Schedule(plan);
        }
    }

    /// <summary>What a tick of a schedule that skips does with one occurrence.</summary>
    public async Task TickAsync(RunPlan plan, string claimId, string requestHash)
    {
        if (await CallAsync(() => AllowsAsync(plan)))
        {
            await StartAsync(plan, claimId, requestHash);
        }
    }

    /// <summary>The whole run.</summary>
    public async Task DriveAsync(RunPlan plan, bool isResume)
    {
        var epoch = await CallAsync(() => isResume ? RaiseEpochAsync(plan) : Records.ReadEpochAsync(plan.RunId));
        var claim = (await CallAsync(() => Records.FindClaimAsync(plan.RunId)))!;
        await CallAsync(async () =>
        {
            await Records.EnsureIndexedAsync(claim);
            return true;
        });
        var pins = await DeliverPinAsync(claim);
        if (_world.Pauses(plan))
        {
            return;
        }

        var error = pins.Missing.Count > 0 ? new TaskError("MissingExternalModel", string.Join(", ", pins.Missing)) : null;
        var kind = error is not null ? RunEndingKind.Fail : await RunLevelsAsync(claim, epoch, pins);
        if (kind == RunEndingKind.Publish)
        {
            kind = await DeliverPublishAsync(claim);
        }

        await DeliverFinishAsync(claim, kind, error);
    }

    /// <summary>An attempt whose message was delivered late, or once more.</summary>
    public Task AttemptLateAsync(RunPlan plan, TaskDescriptor task, int attempt) => attempt == 1 && plan.PackOf(task) is { Count: > 0 } pack
        ? PackAttemptAsync(plan, [.. pack.Select(packed => (packed, Facts.Inputs(plan, packed)!))], epoch: 1)
        : AttemptAsync(plan, task, attempt, epoch: 1, Facts.Inputs(plan, task)!);

    public async Task CancelAsync(RunPlan plan)
    {
        var ending = await Records.DecideEndingAsync(plan.RunId, RunEndingKind.Cancel, "Somebody asked for it.");
        Facts.Told($"runs/{plan.RunId}/ending.json", ending);
    }

    /// <summary>The run's orchestration is ended in its place, whatever it is at.</summary>
    public virtual async Task TerminateAsync(RunPlan plan)
    {
        var ending = await DecideToTerminateAsync(plan);
        if (ending.Kind == RunEndingKind.Publish || (ending.Kind == RunEndingKind.Fail && await CallAsync(() => Records.FindSummaryAsync(plan.RunId)) is not null))
        {
            return;
        }

        _world.StopDrivers(plan);
        await DeliverFinishAsync(Facts.Claims[plan.RunId], RunEndingKind.Cancel, new TaskError("Terminated", "Somebody asked for it."));
    }

    public async Task<RunPins> DeliverPinAsync(RunClaim claim)
    {
        var pins = await CallAsync(() => PinAsync(claim));
        Facts.Told($"runs/{claim.Job.RunId}/pins.json", pins);
        return pins;
    }

    public async Task<RunEndingKind> DeliverPublishAsync(RunClaim claim)
    {
        var ending = await CallAsync(() => PublishAsync(claim));
        Facts.Told($"runs/{claim.Job.RunId}/ending.json", ending);
        if (ending.Kind == RunEndingKind.Publish)
        {
            Facts.Rules.CheckIsPublished(Facts.Plan(claim.Job.RunId));
        }

        return ending.Kind;
    }

    public async Task DeliverFinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error = null)
    {
        var summary = await CallAsync(() => FinishAsync(claim, kind, error));
        Facts.Told($"runs/{claim.Job.RunId}/summary.json", summary);
    }

    /// <summary>As <c>etl publish --force</c> does; refused when retention has taken something of the run off.</summary>
    public async Task ForceAsync(RunClaim claim)
    {
        var refusal = await CallAsync<string?>(async () =>
        {
            try
            {
                await ForcePublishAsync(claim);
                return null;
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        });
        Facts.Check(refusal is null || Facts.IsThinned(claim.Job.RunId), $"'{claim.Job.RunId}' could not be published by force: {refusal}");
    }

    public virtual async Task CollectAsync()
    {
        var collection = new GarbageCollection(CollectedStore, new RunRecords(CollectedStore, Process.Time), HeadsOf(CollectedStore), Process.Time);
        _world.Reports.Add(await collection.CollectAsync(RegistryRules.Policy, apply: true));
    }

    /// <summary>Looks at the heads as any user does: all from one reading.</summary>
    public async Task ReadAsync()
    {
        var heads = await Models.ReadAsync();
        var files = new Dictionary<string, HeadFile>(StringComparer.Ordinal);
        foreach (var model in heads.Models)
        {
            files[model] = (await heads.FindAsync(model))!;
        }

        Facts.Rules.CheckView(files);
    }

    /// <summary>When nothing is left to do: publishing once more changes nothing, and the lists agree with the summaries.</summary>
    public async Task AuditAsync()
    {
        var summaries = Facts.Summaries.Values.OrderByDescending(run => run.StartedAt).ToList();
        var states = Facts.Heads.Count;
        foreach (var summary in summaries.Where(summary => summary.Status == RunStatus.Succeeded))
        {
            await Closing.PublishAsync(Facts.Claims[summary.RunId]);
            Facts.Check(Facts.Heads.Count == states, $"Publishing '{summary.RunId}' again changed the heads.");
        }

        var listed = new List<RunIndexEntry>();
        await foreach (var entry in Records.ListRunsAsync())
        {
            listed.Add(entry);
            var run = await Records.ReadRunAsync(entry.RunId);
            Facts.Told($"runs/{entry.RunId}/summary.json", run);
            Facts.Check(run!.Status == entry.Status && run.DurationMs == entry.DurationMs, $"The list says that '{entry.RunId}' is {entry.Status}, its summary says {run.Status}.");
        }

        Facts.Check(listed.ConvertAll(entry => entry.StartedAt).SequenceEqual(summaries.Select(run => run.StartedAt)), "The list is not of all runs, newest first.");
    }

    protected virtual ClaimOutcome Judge(ClaimResult result, RunClaim claim) => result.Outcome;

    /// <summary>Whether an occurrence is started: the first decision holds, and what was claimed was to be started.</summary>
    protected virtual async Task<bool> AllowsAsync(RunPlan plan)
    {
        if (await Records.FindClaimAsync(plan.RunId) is not null)
        {
            return true;
        }

        var decision = await Decisions.FindAsync(plan.Pipeline, RunPlan.Schedule, plan.Occurrence)
            ?? await Decisions.DecideAsync(plan.Pipeline, RunPlan.Schedule, plan.Occurrence, await FindOpenRunAsync(plan));
        Facts.Told(RegistryFacts.Occurrence(plan), decision);
        return decision.SkippedFor is null;
    }

    protected async Task<string?> FindOpenRunAsync(RunPlan plan)
    {
        await foreach (var entry in Records.ListRunsAsync())
        {
            if (entry.Pipeline == plan.Pipeline && entry.Status == RunStatus.Running)
            {
                return entry.RunId;
            }
        }

        return null;
    }

    protected async Task<RunEnding> DecideToTerminateAsync(RunPlan plan)
    {
        var ending = await CallAsync(() => Records.DecideEndingAsync(plan.RunId, RunEndingKind.Cancel, "Somebody asked for it."));
        Facts.Told($"runs/{plan.RunId}/ending.json", ending);
        return ending;
    }

    protected void StopDrivers(RunPlan plan) => _world.StopDrivers(plan);

    protected virtual Task<HeldSlots?> TakeSlotsAsync(IReadOnlyList<Pool> pools) => Slots.TryTakeAsync(pools);

    protected virtual CancellationToken Lost(HeldSlots slots) => slots.Lost;

    /// <summary>The version of a list that a task takes over, if it takes over any.</summary>
    protected virtual ModelVersion? Adoptable(HeadFile list, string? partition) => list.NewestAsOf(DateOnly.MaxValue, partition);

    protected virtual Task<RunPins> PinAsync(RunClaim claim) => Records.PinAsync(claim, Models);

    protected virtual Task<TaskCommit> CommitAsync(TaskCommit commit) => Records.CommitAsync(commit);

    protected virtual Task<PackCommit> CommitAsync(PackCommit commit) => Records.CommitAsync(commit);

    protected virtual Task<RunEnding> PublishAsync(RunClaim claim) => Closing.PublishAsync(claim);

    protected virtual Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error) => Closing.FinishAsync(claim, kind, error);

    protected virtual Task ForcePublishAsync(RunClaim claim) => Closing.ForcePublishAsync(claim);

    protected async Task<IReadOnlyList<ModelVersion>> OutputsAsync(RunClaim claim)
    {
        var commits = await Records.FindCommitsAsync(claim);
        return [.. commits.SelectMany(commit => commit!.Outputs)];
    }

    private PublishedModels HeadsOf(IObjectStore store) => new(store, Process.Time) { NewWriting = () => _world.NewId("writing") };

    private async Task<int> RaiseEpochAsync(RunPlan plan)
    {
        var epoch = await Records.RaiseEpochAsync(plan.RunId);
        Facts.Rules.CheckRaisedEpoch(plan.RunId, epoch);
        return epoch;
    }

    private async Task<RunEndingKind> RunLevelsAsync(RunClaim claim, int epoch, RunPins pins)
    {
        var plan = Facts.Plan(claim.Job.RunId);
        var made = new Dictionary<string, VersionId>(StringComparer.Ordinal);
        var levels = claim.Snapshot.Levels();
        var hasFailed = false;
        for (var level = 1; level <= levels.Max(); level++)
        {
            var ready = claim.Snapshot.Tasks.Where((_, i) => levels[i] == level).Select(task => (task, plan.InputsOf(task, pins, made.GetValueOrDefault)!)).Where(task => task.Item2 is not null);
            var running = RunTasksAsync(plan, [.. ready], epoch);
            if (await IsCancelledWithoutThemAsync(plan, running))
            {
                return RunEndingKind.Cancel;
            }

            var commits = await running;
            foreach (var output in commits.SelectMany(commit => commit.Outputs))
            {
                made[output.Model] = output.Id;
            }

            if (commits.Any(commit => commit.Status == RunStatus.Cancelled))
            {
                return RunEndingKind.Cancel;
            }

            hasFailed |= commits.Any(commit => !commit.Status.IsSuccess());
        }

        return hasFailed ? RunEndingKind.Fail : RunEndingKind.Publish;
    }

    /// <summary>Running tasks have a grace period when the run is cancelled; then it ends without them, and they are too late.</summary>
    private async Task<bool> IsCancelledWithoutThemAsync(RunPlan plan, Task running)
    {
        using var ended = new CancellationTokenSource();
        var grace = Task.Delay(TimeSpan.FromSeconds(30), Process.Time, ended.Token);
        if (await Task.WhenAny(running, grace) == grace)
        {
            return await CallAsync(() => Records.FindEndingAsync(plan.RunId)) is { Kind: RunEndingKind.Cancel };
        }

        ended.Cancel();
        return false;
    }

    private async Task<IReadOnlyList<TaskCommit>> RunTasksAsync(RunPlan plan, IReadOnlyList<(TaskDescriptor Task, IReadOnlyList<VersionId> Inputs)> tasks, int epoch)
    {
        var packed = tasks.Where(task => plan.PackOf(task.Task).Count > 0).ToList();
        var running = tasks.Except(packed).Select(task => RunTaskAsync(plan, task.Task, epoch, task.Inputs)).ToList();
        var together = packed.Count == 0 ? Task.FromResult<IReadOnlyList<TaskCommit>>([]) : RunPackAsync(plan, packed, epoch);
        return [.. await Task.WhenAll(running), .. await together];
    }

    private async Task<IReadOnlyList<TaskCommit>> RunPackAsync(RunPlan plan, IReadOnlyList<(TaskDescriptor Task, IReadOnlyList<VersionId> Inputs)> tasks, int epoch)
    {
        using var answered = new CancellationTokenSource();
        var backstop = Task.Delay(TimeSpan.FromHours(1), Process.Time, answered.Token);
        var work = CallAsync(() => PackAttemptAsync(plan, tasks, epoch));
        if (await Task.WhenAny(work, backstop) == work)
        {
            answered.Cancel();
            var record = await work;
            return await Task.WhenAll(tasks.Select(async task => record.Find(task.Task.Name) ?? await RunTaskAsync(plan, task.Task, epoch, task.Inputs, firstAttempt: 2)));
        }

        var error = new TaskError("Timeout", "It never answered.");
        var decided = await CallAsync(() => GiveUpPackAsync(plan, [.. tasks.Select(task => new GivenUpTask(task.Task.Name, RunStatus.Failed, 1, error))]));
        Facts.Told($"runs/{plan.RunId}/packs/0.json", decided);

        // What its record has left open failed; nobody waits for another attempt, and the end of the run says so.
        return [.. tasks.Select(task => decided.Find(task.Task.Name) ?? NotRun(plan, task.Task, RunStatus.Failed))];
    }

    private TaskCommit NotRun(RunPlan plan, TaskDescriptor task, RunStatus status) =>
        new(TaskCommit.CurrentSchema, plan.RunId, task.Name, 1, 0, "", status, null, [], [], [], Process.Time.GetUtcNow(), Process.Time.GetUtcNow());

    private Task<PackCommit> GiveUpPackAsync(RunPlan plan, IReadOnlyList<GivenUpTask> tasks) => Closing.GiveUpAsync(plan.RunId, 0, tasks);

    /// <summary>The first attempts of tasks that run together. Those that may be mended are left out of the record.</summary>
    private async Task<PackCommit> PackAttemptAsync(RunPlan plan, IReadOnlyList<(TaskDescriptor Task, IReadOnlyList<VersionId> Inputs)> tasks, int epoch)
    {
        var name = $"runs/{plan.RunId}/packs/0.json";
        if (await Records.FindPackCommitAsync(plan.RunId, 0) is { } earlier)
        {
            Facts.Told(name, earlier);
            return earlier;
        }

        var isCancelled = await Records.FindEndingAsync(plan.RunId) is { Kind: RunEndingKind.Cancel };
        var commits = await Task.WhenAll(tasks.Select(task => MakeCommitAsync(plan, task.Task, 1, epoch, task.Inputs, isCancelled)));
        var mine = new PackCommit(PackCommit.CurrentSchema, plan.RunId, 0, _world.NewId("attempt"), [.. commits.OfType<TaskCommit>()]);
        var decided = await CommitAsync(mine);
        Facts.Told(name, decided);
        _world.Adopted += decided.AttemptId == mine.AttemptId ? 0 : 1;
        await Records.WritePackNoteAsync(plan.RunId, 0, [.. tasks.Select(task => decided.Find(task.Task.Name) is { } commit ? TaskNote.Of(commit) : null)]);
        return decided;
    }

    private async Task<TaskCommit> RunTaskAsync(RunPlan plan, TaskDescriptor task, int epoch, IReadOnlyList<VersionId> inputs, int firstAttempt = 1)
    {
        for (var attempt = firstAttempt; attempt <= RunPlan.MaxAttempts; attempt++)
        {
            using var answered = new CancellationTokenSource();
            var backstop = Task.Delay(TimeSpan.FromHours(1), Process.Time, answered.Token);
            var number = attempt;
            var work = CallAsync(() => AttemptAsync(plan, task, number, epoch, inputs));
            if (await Task.WhenAny(work, backstop) == work)
            {
                // CancelAsync would go to the thread pool.
                answered.Cancel();
                if (await work is { } commit)
                {
                    return commit;
                }
            }
        }

        // The attempts that were not waited for go on, and come too late.
        var decided = await CallAsync(() => Closing.GiveUpAsync(plan.RunId, new GivenUpTask(task.Name, RunStatus.Failed, RunPlan.MaxAttempts, new TaskError("Timeout", "It never answered."))));
        Facts.Told($"runs/{plan.RunId}/commits/{task.Name}.json", decided);
        return decided;
    }

    /// <summary>Null when it failed and another attempt may mend it.</summary>
    private async Task<TaskCommit?> AttemptAsync(RunPlan plan, TaskDescriptor task, int attempt, int epoch, IReadOnlyList<VersionId> inputs)
    {
        var name = $"runs/{plan.RunId}/commits/{task.Name}.json";
        if (await Records.FindSingleCommitAsync(plan.RunId, task.Name) is { } earlier)
        {
            Facts.Told(name, earlier);
            return earlier;
        }

        var isCancelled = await Records.FindEndingAsync(plan.RunId) is { Kind: RunEndingKind.Cancel };
        await using var slots = isCancelled ? null : await TakeSlotsAsync(plan.PoolsOf(task));
        if (!isCancelled && slots is null)
        {
            _world.WaitedForSlots++;
            await Task.Delay(TimeSpan.FromMinutes(1), Process.Time);
            return await AttemptAsync(plan, task, attempt, epoch, inputs);
        }

        if (!isCancelled)
        {
            await Records.WriteTaskNoteAsync(plan.RunId, new TaskNote(task.Name, RunStatus.Running, attempt, 0, 0, Process.Time.GetUtcNow(), null, null));
        }

        var made = slots is null
            ? await MakeCommitAsync(plan, task, attempt, epoch, inputs, isCancelled)
            : await WorkAsync(plan, task, slots, attempt, () => MakeCommitAsync(plan, task, attempt, epoch, inputs, isCancelled));
        if (made is not { } commit)
        {
            return null;
        }

        var decided = await CommitAsync(commit);
        Facts.Told(name, decided);
        _world.Adopted += decided.AttemptId == commit.AttemptId ? 0 : 1;
        await Records.WriteTaskNoteAsync(plan.RunId, TaskNote.Of(decided));
        return decided;
    }

    /// <summary>The work for which the task needs slots. It stops when one of them is lost, and the attempt has failed.</summary>
    private async Task<TaskCommit?> WorkAsync(RunPlan plan, TaskDescriptor task, HeldSlots slots, int attempt, Func<Task<TaskCommit?>> work)
    {
        var lost = new TaskCompletionSource();
        await using var hears = Lost(slots).Register(lost.SetResult);
        if (!lost.Task.IsCompleted)
        {
            var pools = plan.PoolsOf(task);
            Facts.Rules.CheckBegins(Process, pools);
            try
            {
                var working = work();
                if (await Task.WhenAny(working, lost.Task) == working)
                {
                    return await working;
                }
            }
            finally
            {
                Facts.Rules.Stopped(Process, pools);
            }
        }

        _world.LostSlots++;
        return attempt < RunPlan.MaxAttempts ? null : NotRun(plan, task, RunStatus.Failed) with { Attempt = attempt, AttemptId = _world.NewId("attempt"), Error = new TaskError("LostSlot", "It was stopped.") };
    }

    /// <summary>What the attempt would commit; null when it failed and another one may mend it.</summary>
    private async Task<TaskCommit?> MakeCommitAsync(RunPlan plan, TaskDescriptor task, int attempt, int epoch, IReadOnlyList<VersionId> inputs, bool isCancelled)
    {
        var startedAt = Process.Time.GetUtcNow();
        var commit = new TaskCommit(TaskCommit.CurrentSchema, plan.RunId, task.Name, epoch, attempt, _world.NewId("attempt"), RunStatus.Cancelled, null, [], inputs, [], startedAt, startedAt);
        if (!isCancelled)
        {
            IReadOnlyList<VersionId> previous = plan.PreviousOf(task, Facts.Pins[plan.RunId]) is { } version ? [version] : [];
            var error = await FindMissingInputAsync(plan, [.. inputs, .. previous]) ?? (plan.Fails(task.Name, attempt) ? new TaskError("Bad", "Bad data.") : null);
            if (await AdoptableAsync(plan, task) is { } source)
            {
                var order = new OrderKey(plan.BusinessDate, Facts.Claims[plan.RunId].Job.StartedAt, plan.RunId);
                commit = commit with
                {
                    Status = RunStatus.Reused,
                    Outputs = [.. source.Select(version => version with { Order = order, ForcedAt = null })],
                    Adoption = new Adoption(source[0].Order.RunId, plan.Repeats is null ? AdoptionReason.Unchanged : AdoptionReason.Rerun),
                };
            }
            else if (error is not null)
            {
                if (attempt < RunPlan.MaxAttempts)
                {
                    return null;
                }

                commit = commit with { Status = RunStatus.Failed, Error = error };
            }
            else
            {
                commit = commit with { Status = RunStatus.Succeeded, Outputs = await WriteOutputsAsync(plan, task, startedAt) };
            }
        }

        return commit;
    }

    /// <summary>What a run has pinned is there; only what a run had pinned that ended long ago may be gone when it is repeated.</summary>
    private async Task<TaskError?> FindMissingInputAsync(RunPlan plan, IReadOnlyList<VersionId> inputs)
    {
        foreach (var input in inputs)
        {
            if (await Records.FindCommitAsync(input.RunId, input.Task) is null)
            {
                Facts.Check(plan.Repeats is not null || Facts.HasEnded(plan.RunId), $"'{plan.RunId}' reads '{input}', and that is gone.");
                return new TaskError("Gone", input.ToString());
            }
        }

        return null;
    }

    /// <summary>The versions that the task takes over; null when it makes its own.</summary>
    private async Task<IReadOnlyList<ModelVersion>?> AdoptableAsync(RunPlan plan, TaskDescriptor task)
    {
        if (plan.Repeats is { } repeated)
        {
            return await Records.FindCommitAsync(repeated.RunId, task.Name) is { Outputs.Count: > 0 } earlier ? earlier.Outputs : null;
        }

        if (plan.Scenario.Adopts != AdoptionSource.Heads || task.Provides.Count == 0)
        {
            return null;
        }

        var lists = await (await Models.ReadAsync()).FindAllAsync(task.Provides);
        var versions = lists.Select(list => Adoptable(list, plan.PartitionOf(list.Model))).OfType<ModelVersion>().ToList();
        return versions.Count == task.Provides.Count ? versions : null;
    }

    private async Task<IReadOnlyList<ModelVersion>> WriteOutputsAsync(RunPlan plan, TaskDescriptor task, DateTimeOffset startedAt)
    {
        var outputs = new List<ModelVersion>();
        var order = new OrderKey(plan.BusinessDate, Facts.Claims[plan.RunId].Job.StartedAt, plan.RunId);
        foreach (var model in task.Provides)
        {
            var version = _world.NewId("version");
            var blob = $"models/{model}/{version}.jsonl";
            await using var upload = Process.Store.CreateUpload(blob);
            await upload.WriteAsync(Encoding.UTF8.GetBytes(version));
            await upload.CommitAsync();
            outputs.Add(new ModelVersion(model, version, plan.RunId, task.Name, plan.PartitionOf(model), order, blob, ModelFormat.JsonLines, ModelCompression.None, "application/x-ndjson", 1, 8, version, version, startedAt));
        }

        return outputs;
    }

    /// <summary>Calls an activity, again when the store failed it.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> activity)
    {
        for (var call = 1; ; call++)
        {
            try
            {
                return await activity();
            }
            catch (StoreException exception) when (exception.IsTransient && call < MaxCalls)
            {
                // The store may be back.
            }
            catch (Exception exception) when (exception is not StoreException)
            {
                _world.Facts.Break(exception.ToString());
            }
        }
    }
}

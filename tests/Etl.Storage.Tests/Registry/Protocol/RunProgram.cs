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
internal partial class RunProgram
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
        if (ending.Kind == RunEndingKind.Publish)
        {
            return;
        }

        if (ending.Kind == RunEndingKind.Fail && await CallAsync(() => Records.FindSummaryAsync(plan.RunId)) is { } summary)
        {
            await CallAsync(() => Records.FinishAsync(summary));
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

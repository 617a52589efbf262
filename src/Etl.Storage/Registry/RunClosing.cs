using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Text;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// The last steps of a run: giving tasks up, publishing, the summary. Each can be called again, late, and by several processes at once,
/// and each carries on from the records alone wherever an earlier call died. docs/registry.md has the protocol. Thread-safe.
/// </summary>
public sealed class RunClosing(RunRecords records, PublishedModels models, TimeProvider time)
{
    private const int MaxPublished = 1_000;

    /// <summary>About.</summary>
    private const int SummaryBytesOfATask = 300;

    /// <summary>Runs that this object has published to the end: it need not be done again when they finish.</summary>
    private readonly RecentlyUsed<string, string> _published = new(MaxPublished);

    /// <summary>Decides the outcome of a task that never answered, unless it was decided before. Returns the record that decided: a success, if the task was only slow.</summary>
    public async Task<TaskCommit> GiveUpAsync(string runId, GivenUpTask task, CancellationToken cancellationToken = default) =>
        await records.CommitAsync(Tombstone(runId, task, await records.ReadEpochAsync(runId, cancellationToken)), cancellationToken);

    /// <summary>The same for the tasks of a pack that never answered, together. Returns the record that decided; tasks that it does not have failed for now.</summary>
    public async Task<PackCommit> GiveUpAsync(string runId, int pack, IReadOnlyList<GivenUpTask> tasks, CancellationToken cancellationToken = default)
    {
        var epoch = await records.ReadEpochAsync(runId, cancellationToken);
        return await records.CommitAsync(Tombstone(runId, pack, tasks, epoch), cancellationToken);
    }

    /// <summary>
    /// Decides that the run publishes, unless another ending was decided before, and publishes. Returns the ending: the outputs are visible when it
    /// is Publish, and never will be otherwise. A run that has ended is not published again: what retention took off the lists stays off.
    /// </summary>
    /// <exception cref="InvalidOperationException">A task of the run has not succeeded. Nothing was decided.</exception>
    /// <exception cref="StoreException">The store fails. The ending may have been decided: call again.</exception>
    public async Task<RunEnding> PublishAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        // Read before deciding: a run that can't be published must not be bound to publish.
        var tasks = await records.FindCommitsAsync(claim, new PublishedTasks(claim).Of, cancellationToken);
        if (!tasks.All(task => task?.Status.IsSuccess() == true) && await FindEndingOfEndedAsync(claim.Job.RunId, cancellationToken) is { } decided)
        {
            return decided;
        }

        EnsureAllSucceeded(claim, tasks.Select(task => task?.Status));
        var ending = await records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, reason: null, cancellationToken);
        if (ending.Kind == RunEndingKind.Publish)
        {
            await PublishOutputsAsync(claim, Outputs(tasks), cancellationToken);
        }

        return ending;
    }

    /// <summary>
    /// Puts the versions of a published run before all others, although newer ones are there: the way back from a run that published nonsense. Repeating it changes nothing
    /// unless something newer came between. docs/registry.md says where the versions then stand.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run was not published, or retention has taken versions of it off the lists. Nothing was changed.</exception>
    /// <exception cref="StoreException">The store fails: call again.</exception>
    public async Task<PublishOutcome> ForcePublishAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        var runId = claim.Job.RunId;
        var ending = await records.FindEndingAsync(runId, cancellationToken);
        if (ending?.Kind != RunEndingKind.Publish)
        {
            throw new InvalidOperationException($"Run '{runId}' was not published: {(ending is null ? "it has not ended" : $"it ended as {ending.Kind}")}. Only what was published once can be published by force.");
        }

        var tasks = await records.FindCommitsAsync(claim, new PublishedTasks(claim).Of, cancellationToken);
        if (tasks.Contains(null))
        {
            throw new InvalidOperationException($"Run '{runId}' can't be published by force: retention has deleted {tasks.Count(task => task is null)} of its {tasks.Count} commit records. Run the pipeline again.");
        }

        // The normal publish may not have come to its end.
        await PublishOutputsAsync(claim, Outputs(tasks), cancellationToken);
        return await models.ForceAsync(Outputs(tasks), cancellationToken);
    }

    /// <summary>
    /// Ends a run: decides the ending unless that was done, publishes if that is the ending, puts a tombstone for every task without a record, and
    /// puts the summary. Returns the stored summary, which never changes.
    /// </summary>
    /// <param name="claim">The run.</param>
    /// <param name="kind">How it ends if that was not decided yet.</param>
    /// <param name="error">Why, where that is more than its tasks say.</param>
    /// <param name="givenUp">What the tombstones say; of a task that is not among them Cancelled if the run was cancelled, else Skipped. Of a task that is there twice the last counts.</param>
    /// <param name="cancellationToken">Safe at any time.</param>
    /// <exception cref="InvalidOperationException">The run is to be published, and a task has not succeeded. Nothing was decided.</exception>
    /// <exception cref="StoreException">The store fails: call again.</exception>
    public async Task<RunDocument> FinishAsync(
        RunClaim claim,
        RunEndingKind kind,
        TaskError? error = null,
        IReadOnlyList<GivenUpTask>? givenUp = null,
        CancellationToken cancellationToken = default)
    {
        var runId = claim.Job.RunId;
        if (await records.FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            return await records.FinishAsync(summary, cancellationToken);
        }

        // What publishing has read of a wide run is of no more use, and would stand beside all that the summary is made of.
        LargeDocuments.Collect(claim.Snapshot.Tasks.Count * SummaryBytesOfATask);

        // Somebody else may have decided it, or published it, and died before the end. Who has published it needs no outputs any more.
        var isPublished = _published.TryGet(runId, out _);
        var published = new PublishedTasks(claim);
        Func<TaskCommit, EndedTask> withOutputs = isPublished ? EndedTask.Of : commit => EndedTask.Of(commit) with { Outputs = published.Of(commit).Outputs };
        IReadOnlyList<EndedTask?>? tasks = null;
        if (kind == RunEndingKind.Publish)
        {
            tasks = await records.FindCommitsAsync(claim, withOutputs, cancellationToken);
            EnsureAllSucceeded(claim, tasks.Select(task => task?.Status));
        }

        var ending = await records.DecideEndingAsync(runId, kind, error?.Message, cancellationToken);
        tasks ??= await records.FindCommitsAsync(claim, ending.Kind == RunEndingKind.Publish ? withOutputs : EndedTask.Of, cancellationToken);
        if (ending.Kind == RunEndingKind.Publish)
        {
            EnsureAllSucceeded(claim, tasks.Select(task => task?.Status));
            if (!isPublished)
            {
                await PublishOutputsAsync(claim, [.. tasks.SelectMany(task => task!.Outputs)], cancellationToken);
            }
        }
        else
        {
            tasks = await GiveUpRestAsync(claim, ending, tasks, givenUp ?? [], cancellationToken);
        }

        var reason = (ending.Kind == kind ? error : null) ?? (ending.Reason is { } text ? new TaskError(ending.Kind.ToString(), text) : null);
        var document = RunDocuments.Ended(claim, ending, reason, tasks!, time.GetUtcNow());

        // The document has it all: the two together would be the most memory that a wide run takes.
        tasks = null;
        return await records.FinishAsync(document, cancellationToken);
    }

    /// <summary>A run that has its summary was published before that.</summary>
    private async Task PublishOutputsAsync(RunClaim claim, IReadOnlyList<ModelVersion> outputs, CancellationToken cancellationToken)
    {
        await models.PublishAsync(outputs, async () => await records.FindSummaryAsync(claim.Job.RunId, cancellationToken) is null, cancellationToken);
        _published.Add(claim.Job.RunId, claim.Job.RunId, weight: 1);
    }

    /// <summary>Long after its end, retention has deleted records of a run.</summary>
    private async Task<RunEnding?> FindEndingOfEndedAsync(string runId, CancellationToken cancellationToken) =>
        await records.FindSummaryAsync(runId, cancellationToken) is null ? null : await records.FindEndingAsync(runId, cancellationToken);

    private async Task<IReadOnlyList<EndedTask?>> GiveUpRestAsync(
        RunClaim claim,
        RunEnding ending,
        IReadOnlyList<EndedTask?> tasks,
        IReadOnlyList<GivenUpTask> givenUp,
        CancellationToken cancellationToken)
    {
        if (!tasks.Contains(null))
        {
            return tasks;
        }

        var runId = claim.Job.RunId;
        var epoch = await records.ReadEpochAsync(runId, cancellationToken);
        var known = new Dictionary<string, GivenUpTask>(StringComparer.Ordinal);
        foreach (var task in givenUp)
        {
            known[task.Task] = task;
        }

        var otherwise = ending.Kind == RunEndingKind.Cancel ? RunStatus.Cancelled : RunStatus.Skipped;
        var decided = new Dictionary<string, TaskCommit>(StringComparer.Ordinal);
        foreach (var commit in await GiveUpPacksAsync(claim, tasks, task => GivenUp(task.Name), epoch, cancellationToken))
        {
            decided[commit.Task] = commit;
        }

        return await Batches.SelectAsync(claim.Snapshot.Tasks.Zip(tasks), async pair =>
        {
            var (task, ended) = pair;
            return ended ?? EndedTask.Of(decided.GetValueOrDefault(task.Name) ?? await records.CommitAsync(Tombstone(runId, GivenUp(task.Name), epoch), cancellationToken));
        });

        GivenUpTask GivenUp(string task) => known.GetValueOrDefault(task, new GivenUpTask(task, otherwise));
    }

    /// <summary>First the packs: no task of one may have a record of its own before that of its pack is there. What is open after that failed for now.</summary>
    private async Task<IReadOnlyList<TaskCommit>> GiveUpPacksAsync(RunClaim claim, IReadOnlyList<EndedTask?> ended, Func<TaskDescriptor, GivenUpTask> givenUp, int epoch, CancellationToken cancellationToken)
    {
        var runId = claim.Job.RunId;
        var open = (claim.Snapshot.Packs ?? []).Select((tasks, pack) => (tasks, pack)).Where(pack => pack.tasks.Any(task => ended[task] is null));
        var packs = await Batches.SelectAsync(open, async pack =>
            await records.FindPackCommitAsync(runId, pack.pack, cancellationToken)
            ?? await records.CommitAsync(Tombstone(runId, pack.pack, [.. pack.tasks.Select(task => givenUp(claim.Snapshot.Tasks[task]))], epoch), cancellationToken));
        return [.. packs.SelectMany(pack => pack.Tasks)];
    }

    private PackCommit Tombstone(string runId, int pack, IReadOnlyList<GivenUpTask> tasks, int epoch) =>
        new(PackCommit.CurrentSchema, runId, pack, RandomNumberGenerator.GetHexString(12, lowercase: true), [.. tasks.Select(task => Tombstone(runId, task, epoch))]);

    private TaskCommit Tombstone(string runId, GivenUpTask task, int epoch)
    {
        if (task.Status is not (RunStatus.Failed or RunStatus.Cancelled or RunStatus.Skipped))
        {
            throw new ArgumentException($"Task '{task.Task}' of run '{runId}' can't be given up as {task.Status}: use Failed, Cancelled or Skipped.", nameof(task));
        }

        var now = time.GetUtcNow();
        var attemptId = RandomNumberGenerator.GetHexString(12, lowercase: true);
        return new TaskCommit(TaskCommit.CurrentSchema, runId, task.Task, epoch, task.Attempt, attemptId, task.Status, task.Error, [], [], [], now, now);
    }

    private static IReadOnlyList<ModelVersion> Outputs(IReadOnlyList<PublishedTask?> tasks) => [.. tasks.SelectMany(task => task!.Outputs)];

    private static void EnsureAllSucceeded(RunClaim claim, IEnumerable<RunStatus?> statuses)
    {
        var open = claim.Snapshot.Tasks.Zip(statuses).Where(pair => pair.Second?.IsSuccess() != true)
            .Select(pair => $"'{pair.First.Name}' ({pair.Second?.ToString() ?? "no record"})")
            .ToList();
        if (open.Count > 0)
        {
            throw new InvalidOperationException($"Run '{claim.Job.RunId}' can't be published: {open.Count} of {claim.Snapshot.Tasks.Count} tasks have not succeeded: {string.Join(", ", open.Take(5))}{(open.Count > 5 ? ", ..." : "")}.");
        }
    }
}

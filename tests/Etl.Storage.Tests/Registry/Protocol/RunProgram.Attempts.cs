using System.Text;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Tasks by themselves and in packs, their attempts, and what these do while they hold the slots that they need.</summary>
internal partial class RunProgram
{
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
}

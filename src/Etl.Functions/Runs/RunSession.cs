using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Functions.Runs;

/// <summary>A run as this process knows it: its claim, and its tasks and models as this version of the app has them.</summary>
public sealed class RunSession(RunClaim claim, Orchestrator orchestrator, PoolLimits pools)
{
    private readonly Dictionary<string, PlannedTask> _tasks = orchestrator.Plan.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, TaskDescriptor> _asStarted = claim.Snapshot.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary>What the run was started with.</summary>
    public RunClaim Claim { get; } = claim;

    /// <summary>Hides the secrets of its models.</summary>
    public SecretMask Mask { get; init; } = SecretMask.None;

    /// <summary>Its plan and models.</summary>
    public Orchestrator Orchestrator { get; } = orchestrator;

    /// <summary>A task of this version of the app, if it still is the one that the run was started with: the orchestration counts on its models.</summary>
    /// <exception cref="PermanentTaskException">There is no such task any more, or it requires or provides other models.</exception>
    public PlannedTask GetTask(string name)
    {
        const string WayOut = "Deploy the earlier version again to end the run, or start a new one.";
        var started = _asStarted.GetValueOrDefault(name);
        if (!_tasks.TryGetValue(name, out var task))
        {
            var heir = Orchestrator.Plan.Tasks.FirstOrDefault(other => started is not null && other.Provides.Intersect(started.Provides, StringComparer.Ordinal).Any());
            throw new PermanentTaskException($"Pipeline '{Claim.Job.Pipeline}' has no task '{name}' any more{(heir is null ? "" : $"; what it provided, '{heir.Name}' provides now")}. {WayOut}");
        }

        var changes = started is null ? ["is new"] : Changes("requires", started.Requires, task.Requires).Concat(Changes("provides", started.Provides, task.Provides)).ToList();
        return changes.Count == 0
            ? task
            : throw new PermanentTaskException($"Task '{name}' of pipeline '{Claim.Job.Pipeline}' {string.Join(", ", changes)}. {WayOut}");
    }

    /// <summary>The pools of a task, with the slots that this app gives them, in an order that is the same for all tasks.</summary>
    /// <exception cref="PermanentTaskException">The app has no such pool any more.</exception>
    public IReadOnlyList<Pool> PoolsOf(PlannedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return [.. task.Policy.Pools.Order(StringComparer.Ordinal).Select(name => pools.Find(name) ?? throw new PermanentTaskException($"The app has no pool '{name}' any more. Add it to the Pools of its catalog."))];
    }

    private static IEnumerable<string> Changes(string verb, IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        if (now.Except(before, StringComparer.Ordinal).ToList() is { Count: > 0 } added)
        {
            yield return $"now {verb} {NameList.Quoted(added)}";
        }

        if (before.Except(now, StringComparer.Ordinal).ToList() is { Count: > 0 } removed)
        {
            yield return $"no longer {verb} {NameList.Quoted(removed)}";
        }
    }
}

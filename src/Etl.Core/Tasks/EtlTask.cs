using Etl.Core.Models;

namespace Etl.Core.Tasks;

/// <summary>
/// One unit of work. It may be run more than once (a retry, a resumed run), in another process, and at the same time
/// as tasks of its level: it keeps no state between runs, reads what it requires and writes what it provides.
/// What it writes becomes visible only when it has ended well.
/// </summary>
public abstract class EtlTask : TaskNode
{
    /// <summary>The class name, unless the task says otherwise.</summary>
    public override string Name => GetType().Name;

    /// <summary>What it is for, in a sentence; shown where the task is listed.</summary>
    public virtual string? Description => null;

    /// <summary>Whom to ask.</summary>
    public virtual string? Owner => null;

    /// <summary>Labels for selection.</summary>
    public virtual IReadOnlyList<string> Tags => [];

    /// <summary>Attempts, back-off and timeout.</summary>
    public virtual TaskPolicy Policy => TaskPolicy.Default;

    /// <summary>The models that it reads. Called once, when the plan is made.</summary>
    public abstract IReadOnlyList<ModelRef> Requires();

    /// <summary>The models that it writes; each model has one provider. Called once, when the plan is made.</summary>
    public abstract IReadOnlyList<ModelRef> Provides();

    /// <summary>Does the work. Every model of <see cref="Provides"/> must have been written when it returns, if only with no rows.</summary>
    /// <param name="context">Inputs, outputs and the job; valid until the method returns.</param>
    /// <param name="cancellationToken">Set when the task has timed out, the run is cancelled or the host stops.</param>
    /// <exception cref="PermanentTaskException">Thrown by the task for what a retry can't mend.</exception>
    public abstract Task RunAsync(TaskContext context, CancellationToken cancellationToken);

    /// <summary>A task from a lambda, for work that needs no class.</summary>
    public static EtlTask Create(
        string name,
        IReadOnlyList<ModelRef> requires,
        IReadOnlyList<ModelRef> provides,
        Func<TaskContext, CancellationToken, Task> run,
        TaskPolicy? policy = null,
        IReadOnlyList<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(requires);
        ArgumentNullException.ThrowIfNull(provides);
        ArgumentNullException.ThrowIfNull(run);
        return new LambdaTask(name, requires, provides, run, policy ?? TaskPolicy.Default, tags ?? []);
    }

    private sealed class LambdaTask(
        string name,
        IReadOnlyList<ModelRef> requires,
        IReadOnlyList<ModelRef> provides,
        Func<TaskContext, CancellationToken, Task> run,
        TaskPolicy policy,
        IReadOnlyList<string> tags) : EtlTask
    {
        public override string Name => name;

        public override TaskPolicy Policy => policy;

        public override IReadOnlyList<string> Tags => tags;

        public override IReadOnlyList<ModelRef> Requires() => requires;

        public override IReadOnlyList<ModelRef> Provides() => provides;

        public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
    }
}

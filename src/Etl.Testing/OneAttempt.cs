using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Testing;

/// <summary>A task as it is, except that it is not tried again: a test does not wait for back-offs.</summary>
internal sealed class OneAttempt(EtlTask task) : EtlTask
{
    public override string Name => task.Name;

    public override string? Description => task.Description;

    public override string? Owner => task.Owner;

    public override IReadOnlyList<string> Tags => task.Tags;

    public override TaskPolicy Policy => task.Policy with { MaxAttempts = 1 };

    public static IEnumerable<TaskNode> Of(IEnumerable<TaskNode> nodes) => nodes.Select(node => node switch
    {
        TaskGroup group => new TaskGroup(group.Name, Of(group.Nodes)) { Tags = group.Tags },
        EtlTask task => new OneAttempt(task),
        _ => node,
    });

    public override IReadOnlyList<ModelRef> Requires() => task.Requires();

    public override IReadOnlyList<ModelRef> Provides() => task.Provides();

    public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => task.RunAsync(context, cancellationToken);
}

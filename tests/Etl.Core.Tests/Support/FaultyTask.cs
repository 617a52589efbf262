using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Support;

/// <summary>A task whose declarations do whatever a test wants.</summary>
internal sealed class FaultyTask : EtlTask
{
    public Func<string> NameOf { get; init; } = () => "Faulty";

    public Func<IReadOnlyList<ModelRef>> RequiresOf { get; init; } = () => [];

    public Func<IReadOnlyList<ModelRef>> ProvidesOf { get; init; } = () => [];

    public Func<TaskPolicy> PolicyOf { get; init; } = () => TaskPolicy.Default;

    public override string Name => NameOf();

    public override TaskPolicy Policy => PolicyOf();

    public override IReadOnlyList<ModelRef> Requires() => RequiresOf();

    public override IReadOnlyList<ModelRef> Provides() => ProvidesOf();

    public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

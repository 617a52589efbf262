using Etl.Local.Functions;

namespace Etl.Local.Engine;

public sealed record DurableEngineOptions
{
    /// <summary>How many activities run at the same time; the rest waits, oldest first. Default: two per processor.</summary>
    public int MaxConcurrentActivities { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>Rebuilds each orchestration from its history at every step, as a host without memory does. Slow; it finds orchestrators that are not deterministic. Default: off.</summary>
    public bool ReplayEveryStep { get; init; }

    /// <summary>
    /// A replay compares not only the kind, order and name of what an orchestrator schedules, but also inputs, due times and ids.
    /// Default: off, because a new field in an input is no reason to fail the instances that were started before it.
    /// </summary>
    public bool CompareInputs { get; init; }

    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>Runs on the writer's thread when all of a transaction is written and nothing of it is on disk yet.</summary>
    internal Action? BeforeCommit { get; init; }

    /// <summary>Runs on the writer's thread after each transaction is on disk and before its effects are released.</summary>
    internal Action? AfterCommit { get; init; }

    /// <summary>What activities and orchestrators are called through, in place of the app's functions themselves.</summary>
    internal Func<IFunctionInvoker, IFunctionInvoker>? Calls { get; init; }
}

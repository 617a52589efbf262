using Etl.Local.Functions;

namespace Etl.Local.Engine;

/// <summary>How an engine works on its hub.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>How many activities run at the same time; the rest waits, oldest first. Default: two per processor.</summary>
    public int MaxConcurrentActivities { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>Set to 1, it turns <see cref="ReplayEveryStep"/> and <see cref="CompareInputs"/> on where nobody says otherwise: for a whole test suite, or an app that is looked into.</summary>
    public const string ReplayVariable = "ETL_REPLAY_EVERY_STEP";

    private static readonly bool IsReplayAskedFor = Environment.GetEnvironmentVariable(ReplayVariable) == "1";

    /// <summary>Rebuilds each orchestration from its history at every step, as a host without memory does. Slow; it finds orchestrators that are not deterministic. Default: off.</summary>
    public bool ReplayEveryStep { get; init; } = IsReplayAskedFor;

    /// <summary>
    /// A replay compares not only the kind, order and name of what an orchestrator schedules, but also inputs, due times and ids.
    /// Default: off, because a new field in an input is no reason to fail the instances that were started before it.
    /// </summary>
    public bool CompareInputs { get; init; } = IsReplayAskedFor;

    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>Runs on the writer's thread when all of a transaction is written and nothing of it is on disk yet.</summary>
    internal Action? BeforeCommit { get; init; }

    /// <summary>Runs on the writer's thread after each transaction is on disk and before its effects are released.</summary>
    internal Action? AfterCommit { get; init; }

    /// <summary>What activities and orchestrators are called through, in place of the app's functions themselves.</summary>
    internal Func<IFunctionInvoker, IFunctionInvoker>? Calls { get; init; }
}

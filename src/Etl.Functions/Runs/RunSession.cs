using Etl.Core;
using Etl.Core.Planning;
using Etl.Core.Registry;

namespace Etl.Functions.Runs;

/// <summary>A run as this process knows it: its claim, and its tasks and models as this version of the app has them.</summary>
public sealed class RunSession(RunClaim claim, Orchestrator orchestrator)
{
    private readonly Dictionary<string, PlannedTask> _tasks = orchestrator.Plan.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary>What the run was started with.</summary>
    public RunClaim Claim { get; } = claim;

    /// <summary>Its plan and models.</summary>
    public Orchestrator Orchestrator { get; } = orchestrator;

    /// <summary>A task of this version of the app; null when it has no such task.</summary>
    public PlannedTask? FindTask(string name) => _tasks.GetValueOrDefault(name);
}

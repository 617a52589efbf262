namespace Etl.Core.Planning;

/// <summary>The tasks of a pipeline in run order and in dependency levels. Immutable.</summary>
public sealed class ExecutionPlan
{
    /// <summary>A plan of tasks that have no place yet; it gives them theirs.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="tasks">In run order.</param>
    /// <param name="numbers">Of these tasks.</param>
    /// <param name="levels">Of all numbers; the first level is 1.</param>
    /// <param name="graph">Of all numbers.</param>
    /// <param name="externalModels">Required models that none of the tasks provides.</param>
    internal ExecutionPlan(string pipeline, PlannedTask[] tasks, int[] numbers, int[] levels, DependencyGraph graph, IReadOnlyList<string> externalModels)
    {
        Pipeline = pipeline;
        Tasks = tasks;
        Levels = new PlanLevels(tasks, numbers, levels);
        Graph = new PlanGraph(tasks, numbers, graph);
        ExternalModels = externalModels;
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i].Place(Graph, levels[numbers[i]]);
        }
    }

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>Every task after all tasks that it depends on; where nothing constrains them, in the order they were given.</summary>
    public IReadOnlyList<PlannedTask> Tasks { get; }

    /// <summary>Level 1 first. Tasks of a level never depend on each other and are in run order.</summary>
    public IReadOnlyList<IReadOnlyList<PlannedTask>> Levels { get; }

    /// <summary>Required models that none of the tasks provides, in the order they were first required: another pipeline does, or a task that is not selected.</summary>
    public IReadOnlyList<string> ExternalModels { get; }

    /// <summary>Those of <see cref="ExternalModels"/> that a task of the pipeline provides which is not selected, in the same order; empty in the plan of a whole pipeline.</summary>
    public IReadOnlyList<UnselectedModel> UnselectedModels { get; internal init; } = [];

    internal PlanGraph Graph { get; }
}

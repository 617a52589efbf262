namespace Etl.Core.Planning;

/// <summary>The tasks of a pipeline in run order and in dependency levels. Immutable.</summary>
public sealed class ExecutionPlan
{
    internal ExecutionPlan(string pipeline, IReadOnlyList<PlannedTask> tasks, IReadOnlyList<IReadOnlyList<PlannedTask>> levels, IReadOnlyList<string> externalModels)
    {
        Pipeline = pipeline;
        Tasks = tasks;
        Levels = levels;
        ExternalModels = externalModels;
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
}

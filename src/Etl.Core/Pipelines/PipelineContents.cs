using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Tasks;

namespace Etl.Core.Pipelines;

/// <summary>The tasks and models of a pipeline, without planning it. Faulty declarations are left to the planner, which reports them.</summary>
public static class PipelineContents
{
    /// <summary>Each model that a task requires or provides, once, in the order of the tasks, then the external ones.</summary>
    public static IEnumerable<ModelRef> AllModels(this Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var models = new List<ModelRef>();
        var leftToThePlanner = new List<PlanProblem>();
        var reader = new DeclarationReader(leftToThePlanner);
        foreach (var (task, group) in TaskExpansion.Expand(pipeline.Tasks, leftToThePlanner))
        {
            if (reader.TryRead(task, group, out var declaration))
            {
                AddTo(models, declaration.Requires);
                AddTo(models, declaration.Provides);
            }
        }

        return models.Concat(pipeline.ExternalModels).Distinct();
    }

    /// <summary>The name of each model that one of its tasks provides.</summary>
    public static IReadOnlyCollection<string> ProvidedModels(this Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var models = new HashSet<string>(StringComparer.Ordinal);
        var leftToThePlanner = new List<PlanProblem>();
        var reader = new DeclarationReader(leftToThePlanner);
        foreach (var (task, group) in TaskExpansion.Expand(pipeline.Tasks, leftToThePlanner))
        {
            if (reader.TryRead(task, group, out var declaration))
            {
                foreach (var use in declaration.Provides)
                {
                    models.Add(use.Model.Name);
                }
            }
        }

        return models;
    }

    /// <summary>Whether one of its tasks provides a model.</summary>
    public static bool ProvidesModel(this Pipeline pipeline, string model) => pipeline.ProvidedModels().Contains(model);

    /// <summary>The tasks of all groups, depth first and in order.</summary>
    public static IEnumerable<EtlTask> AllTasks(this Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return TaskExpansion.Expand(pipeline.Tasks, []).Select(node => node.Task);
    }

    private static void AddTo(List<ModelRef> models, ReadOnlySpan<ModelUse> uses)
    {
        foreach (var use in uses)
        {
            models.Add(use.Model);
        }
    }
}

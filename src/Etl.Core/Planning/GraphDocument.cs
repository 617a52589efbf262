namespace Etl.Core.Planning;

/// <summary>The graph of a plan, as <c>GET pipelines/{p}/graph</c> gives it.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Levels">How many levels there are.</param>
/// <param name="Nodes">The tasks, in run order.</param>
/// <param name="Edges">In run order of the tasks that require.</param>
/// <param name="ExternalInputs">Models that none of the tasks provides.</param>
public sealed record GraphDocument(string Pipeline, int Levels, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, IReadOnlyList<ExternalInput> ExternalInputs)
{
    /// <summary>Of a plan.</summary>
    public static GraphDocument Of(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var providers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var task in plan.Tasks)
        {
            foreach (var model in task.Provides)
            {
                providers[model] = task.Name;
            }
        }

        var readers = plan.ExternalModels.ToDictionary(model => model, _ => new List<string>(), StringComparer.Ordinal);
        var edges = new List<GraphEdge>();
        foreach (var task in plan.Tasks)
        {
            var models = task.Requires.ToLookup(model => providers.GetValueOrDefault(model, ""), StringComparer.Ordinal);
            edges.AddRange(task.Upstream.Select(upstream => new GraphEdge(upstream, task.Name, [.. models[upstream]])));
            foreach (var model in models[""])
            {
                readers[model].Add(task.Name);
            }
        }

        return new GraphDocument(
            plan.Pipeline,
            plan.Levels.Count,
            [.. plan.Tasks.Select(task => new GraphNode(task.Name, task.GroupPath, task.Level, task.Task.Description, task.Tags) { Owner = task.Task.Owner })],
            edges,
            [.. plan.ExternalModels.Select(model => new ExternalInput(model, readers[model]))]);
    }
}

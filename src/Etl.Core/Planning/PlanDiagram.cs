using System.Text;

namespace Etl.Core.Planning;

/// <summary>A plan as the source of a diagram. Task names need no escaping: they have no character that either language gives a meaning to, inside quotes.</summary>
public static class PlanDiagram
{
    /// <summary>For mermaid.js.org, with a subgraph for each group. Models that are read from the store are cylinders.</summary>
    public static string Mermaid(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ids = Ids(plan);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var group in plan.Tasks.GroupBy(task => task.GroupPath, StringComparer.Ordinal))
        {
            var indent = group.Key.Length == 0 ? "  " : "    ";
            if (group.Key.Length > 0)
            {
                text.Append("  subgraph \"").Append(group.Key).Append("\"\n");
            }

            foreach (var task in group)
            {
                text.Append(indent).Append(ids[task.Name]).Append("[\"").Append(task.Name).Append("\"]\n");
            }

            if (group.Key.Length > 0)
            {
                text.Append("  end\n");
            }
        }

        foreach (var (from, to) in Edges(plan))
        {
            text.Append("  ").Append(ids[from]).Append(" --> ").Append(ids[to]).Append('\n');
        }

        var models = plan.ExternalModels.Select((model, i) => (model, Id: $"m{i + 1}")).ToDictionary(pair => pair.model, pair => pair.Id, StringComparer.Ordinal);
        foreach (var model in plan.ExternalModels)
        {
            text.Append("  ").Append(models[model]).Append("[(\"").Append(model).Append("\")]\n");
        }

        foreach (var (model, reader) in Reads(plan, models.ContainsKey))
        {
            text.Append("  ").Append(models[model]).Append(" -.-> ").Append(ids[reader]).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>For graphviz.org, with a cluster for each group. Models that are read from the store are cylinders.</summary>
    public static string Dot(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder("digraph plan {\n  rankdir=LR;\n  node [shape=box];\n");
        var cluster = 0;
        foreach (var group in plan.Tasks.GroupBy(task => task.GroupPath, StringComparer.Ordinal))
        {
            var indent = group.Key.Length == 0 ? "  " : "    ";
            if (group.Key.Length > 0)
            {
                text.Append("  subgraph cluster_").Append(cluster++).Append(" {\n    label=\"").Append(group.Key).Append("\";\n");
            }

            foreach (var task in group)
            {
                text.Append(indent).Append('"').Append(task.Name).Append("\";\n");
            }

            if (group.Key.Length > 0)
            {
                text.Append("  }\n");
            }
        }

        foreach (var (from, to) in Edges(plan))
        {
            text.Append("  \"").Append(from).Append("\" -> \"").Append(to).Append("\";\n");
        }

        foreach (var model in plan.ExternalModels)
        {
            text.Append("  \"model ").Append(model).Append("\" [shape=cylinder, label=\"").Append(model).Append("\"];\n");
        }

        foreach (var (model, reader) in Reads(plan, plan.ExternalModels.ToHashSet(StringComparer.Ordinal).Contains))
        {
            text.Append("  \"model ").Append(model).Append("\" -> \"").Append(reader).Append("\" [style=dashed];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static Dictionary<string, string> Ids(ExecutionPlan plan) =>
        plan.Tasks.Select((task, i) => (task.Name, Id: $"t{i + 1}")).ToDictionary(pair => pair.Name, pair => pair.Id, StringComparer.Ordinal);

    /// <summary>What is read from the store, by which task.</summary>
    private static IEnumerable<(string Model, string Task)> Reads(ExecutionPlan plan, Func<string, bool> isFromStore) =>
        plan.Tasks.SelectMany(task => task.Requires.Where(isFromStore).Select(model => (model, task.Name)));

    private static IEnumerable<(string From, string To)> Edges(ExecutionPlan plan) =>
        plan.Tasks.SelectMany(task => task.Upstream.Select(upstream => (upstream, task.Name)));
}

using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Support;

/// <summary>Tasks and groups in one line each. Models are given by their key: <c>"a"</c> is <c>Data.a</c>.</summary>
internal static class Nodes
{
    /// <summary>A task that writes no rows to each of its outputs.</summary>
    public static EtlTask Task(string name, string[]? requires = null, string[]? provides = null)
    {
        var outputs = Refs(provides);
        return EtlTask.Create(name, Refs(requires), outputs, (context, _) =>
        {
            foreach (var output in outputs)
            {
                context.Output((ModelRef<Data>)output);
            }

            return System.Threading.Tasks.Task.CompletedTask;
        });
    }

    public static TaskGroup Group(string name, params TaskNode[] nodes) => new(name, nodes);

    public static Orchestrator Orchestrate(params TaskNode[] nodes) => new(JobContext.ForTest("shop"), nodes);

    public static List<string> Order(params TaskNode[] nodes) => [.. Orchestrate(nodes).Plan.Tasks.Select(task => task.Name)];

    /// <summary>The order in groups of names: <c>[[A], [B, C]]</c>.</summary>
    public static List<List<string>> Levels(params TaskNode[] nodes) =>
        [.. Orchestrate(nodes).Plan.Levels.Select(level => level.Select(task => task.Name).ToList())];

    private static List<ModelRef> Refs(string[]? keys) => [.. (keys ?? []).Select(key => Data.Of(key))];
}

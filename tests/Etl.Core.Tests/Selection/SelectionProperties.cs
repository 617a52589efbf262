using Etl.Core.Planning;
using Etl.Core.Selection;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Selection;

/// <summary>Selections of random graphs by random expressions, against a reference that computes distances between all pairs of tasks.</summary>
public sealed class SelectionProperties
{
    /// <summary>An atom; all numbers are taken modulo what there is.</summary>
    public sealed record RandomAtom(byte Kind, byte Node, byte Upstream, byte Downstream);

    public sealed record Scenario(Graph Graph, byte[] Groups, RandomAtom[][] Select, RandomAtom[][] Exclude);

    [Fact]
    public void SelectedTasks_AreThoseOfTheReference() => ForAll((scenario, plan, expected) =>
    {
        var problems = new List<PlanProblem>();
        var selected = TaskSelection.TryApply(plan, Text(scenario, scenario.Select), Text(scenario, scenario.Exclude), problems);

        if (expected.Count == 0)
        {
            Assert.Null(selected);
            Assert.Single(problems);
            return;
        }

        Assert.Empty(problems);
        Assert.Equal(plan.Tasks.Select(task => task.Name).Where(expected.Contains), selected!.Tasks.Select(task => task.Name));
    });

    [Fact]
    public void PlanOfSelectedTasks_IsThatOfAPipelineWithJustThem() => ForAll((scenario, plan, expected) =>
    {
        if (expected.Count == 0)
        {
            return;
        }

        var selected = TaskSelection.Apply(plan, Text(scenario, scenario.Select), Text(scenario, scenario.Exclude));

        var alone = new Orchestrator(
            Core.Runs.JobContext.ForTest("shop"),
            Tasks(scenario).Where(task => expected.Contains(task.Name)),
            externalModels: Enumerable.Range(0, scenario.Graph.NodeCount).Select(node => Data.Of($"{node}"))).Plan;
        Assert.Equal(Facts(alone).Order(StringComparer.Ordinal), Facts(selected).Order(StringComparer.Ordinal));
        Assert.Equal(alone.ExternalModels.Order(StringComparer.Ordinal), selected.ExternalModels.Order(StringComparer.Ordinal));
        Assert.Equal(selected.ExternalModels, selected.UnselectedModels.Select(model => model.Model));
        Assert.Equal(selected.Tasks.OrderBy(task => task.Level), selected.Levels.SelectMany(level => level));

        static IEnumerable<string> Facts(ExecutionPlan plan) => plan.Tasks.Select(task => $"{task.Name} {task.Level} {string.Join(',', task.Upstream.Order(StringComparer.Ordinal))}");
    });

    private static void ForAll(Action<Scenario, ExecutionPlan, HashSet<string>> check)
    {
        var notEmpty = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true), Prop.ForAll(ArbMap.Default.ArbFor<Scenario>(), (Scenario scenario) =>
        {
            var plan = Nodes.Orchestrate([.. Grouped(scenario)]).Plan;
            var expected = Reference(scenario);
            notEmpty += expected.Count > 0 ? 1 : 0;
            check(scenario, plan, expected);
        }));
        Assert.True(notEmpty > 100, $"only {notEmpty} selections had a task");
    }

    private static TaskNode[] Tasks(Scenario scenario) => Graph.ToTasks(scenario.Graph.NodeCount, scenario.Graph.AcyclicEdges());

    private static IEnumerable<TaskNode> Grouped(Scenario scenario) =>
        Tasks(scenario).GroupBy(task => GroupOf(scenario, Number(task.Name))).Select(TaskNode (tasks) => new TaskGroup($"g{tasks.Key}", tasks));

    private static int GroupOf(Scenario scenario, int node) => node < scenario.Groups.Length ? scenario.Groups[node] % 3 : 0;

    private static int Number(string task) => int.Parse(task[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(Scenario scenario, RandomAtom[][] terms)
    {
        var texts = terms.Where(atoms => atoms.Length > 0).Select(atoms => string.Join(',', atoms.Select(atom => Text(scenario, atom)))).ToList();
        return texts.Count == 0 ? null : string.Join(' ', texts);
    }

    private static string Text(Scenario scenario, RandomAtom atom)
    {
        var node = atom.Node % scenario.Graph.NodeCount;
        var pattern = (atom.Kind % 4) switch { 0 => $"T{node}", 1 => $"T*{node % 10}", 2 => $"model:Data.{node}", _ => $"group:g{GroupOf(scenario, node)}" };
        return $"{(Levels(atom.Upstream) is { } up ? up == int.MaxValue ? "+" : $"{up}+" : "")}{pattern}{(Levels(atom.Downstream) is { } down ? down == int.MaxValue ? "+" : $"+{down}" : "")}";
    }

    /// <summary>Half of the atoms have none, the others some or all.</summary>
    private static int? Levels(byte number) => (number % 8) switch { < 4 => null, 4 => int.MaxValue, var levels => levels - 5 };

    private static HashSet<string> Reference(Scenario scenario)
    {
        var distance = Distances(scenario.Graph.NodeCount, scenario.Graph.AcyclicEdges());
        var select = scenario.Select.Where(atoms => atoms.Length > 0).ToList();
        var exclude = scenario.Exclude.Where(atoms => atoms.Length > 0).ToList();
        return [.. Enumerable.Range(0, scenario.Graph.NodeCount)
            .Where(node => (select.Count == 0 || select.Exists(atoms => IsIn(node, atoms))) && !exclude.Exists(atoms => IsIn(node, atoms)))
            .Select(node => $"T{node}")];

        bool IsIn(int node, RandomAtom[] atoms) => atoms.All(atom => Enumerable.Range(0, scenario.Graph.NodeCount).Any(start => IsMeant(scenario, atom, start)
            && (start == node || distance[node, start] <= (Levels(atom.Upstream) ?? 0) || distance[start, node] <= (Levels(atom.Downstream) ?? 0))));
    }

    private static bool IsMeant(Scenario scenario, RandomAtom atom, int node)
    {
        var meant = atom.Node % scenario.Graph.NodeCount;
        return (atom.Kind % 4) switch
        {
            1 => node % 10 == meant % 10,
            3 => GroupOf(scenario, node) == GroupOf(scenario, meant),
            _ => node == meant,
        };
    }

    /// <summary>The length of the shortest way along the edges, by Floyd and Warshall; unreachable is farther than all levels that an atom names, and than all of them.</summary>
    private static long[,] Distances(int count, List<(int From, int To)> edges)
    {
        var distance = new long[count, count];
        for (var from = 0; from < count; from++)
        {
            for (var to = 0; to < count; to++)
            {
                distance[from, to] = edges.Contains((from, to)) ? 1 : from == to ? 0 : 2L * int.MaxValue;
            }
        }

        for (var via = 0; via < count; via++)
        {
            for (var from = 0; from < count; from++)
            {
                for (var to = 0; to < count; to++)
                {
                    distance[from, to] = Math.Min(distance[from, to], distance[from, via] + distance[via, to]);
                }
            }
        }

        return distance;
    }
}

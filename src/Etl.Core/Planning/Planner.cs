using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>Turns tasks and groups into a plan and a model registry, or says everything that is wrong with them.</summary>
internal sealed class Planner
{
    private const int None = -1;
    private readonly string _pipeline;
    private readonly List<PlanProblem> _problems = [];
    private readonly List<PlannedTask> _tasks = [];

    // The models that the tasks require and provide, as numbers: names would be looked up again and again, which is most of the time that a large plan takes.
    private readonly List<int> _uses = [];
    private readonly List<int> _firstUse = [];
    private readonly ModelCollector _models = new();
    private readonly HashSet<string> _externals = new(StringComparer.Ordinal);

    private Planner(string pipeline) => _pipeline = pipeline;

    /// <summary>Plans once; a planner is not reused.</summary>
    /// <exception cref="InvalidPlanException">Carries all problems.</exception>
    public static (ExecutionPlan Plan, ModelRegistry Registry) Plan(string pipeline, IEnumerable<TaskNode> nodes, ModelConfigs configs, IEnumerable<ModelRef> externals)
    {
        var planner = new Planner(pipeline);
        planner.ReadTasks(nodes);
        foreach (var external in externals)
        {
            planner._models.Add(external, task: "");
            planner._externals.Add(external.Name);
        }

        planner.CheckNames();
        planner._problems.AddRange(planner._models.Problems());
        var registry = ModelRegistry.Create(planner._models.Models, configs, planner._problems);
        planner.CheckRanges(registry);
        planner._problems.AddRange(CheckDeclarations.FindProblems(planner._tasks, registry));
        var plan = planner.Sort();
        return planner._problems.Count == 0 ? (plan, registry) : throw new InvalidPlanException(pipeline, planner._problems);
    }

    private void ReadTasks(IEnumerable<TaskNode> nodes)
    {
        var reader = new DeclarationReader(_problems);
        var isEmpty = true;
        foreach (var (task, group) in TaskExpansion.Expand(nodes, _problems))
        {
            isEmpty = false;
            if (reader.Read(task, group) is not { } read)
            {
                continue;
            }

            _tasks.Add(read.Task);
            _firstUse.Add(_uses.Count);
            foreach (var model in read.Models)
            {
                _uses.Add(_models.Add(model, read.Task.Name));
            }
        }

        if (isEmpty)
        {
            _problems.Add(new EmptyPipelineProblem(_pipeline));
        }
    }

    private void CheckNames()
    {
        var seen = new HashSet<string>(_tasks.Count, StringComparer.Ordinal);
        var twice = _tasks.Where(task => !seen.Add(task.Name)).Select(task => task.Name).ToHashSet(StringComparer.Ordinal);
        if (twice.Count == 0)
        {
            return;
        }

        var duplicates = _tasks.Where(task => twice.Contains(task.Name)).GroupBy(task => task.Name, StringComparer.Ordinal);
        _problems.AddRange(duplicates.Select(tasks => new DuplicateTaskNameProblem(tasks.Key, [.. tasks.Select(task => task.GroupPath)])));
    }

    private void CheckRanges(ModelRegistry registry)
    {
        foreach (var task in _tasks.Where(task => task.Ranges is not null))
        {
            foreach (var (model, range) in task.Ranges!.Where(range => registry.Contains(range.Key)))
            {
                var by = registry.Get(model).PartitionBy;
                if (by is null)
                {
                    _problems.Add(new InvalidPartitionProblem(task.Name, model, $"Task '{task.Name}' reads partitions of '{model}', which has none. Override PartitionBy in its class, or require the model without Last() or AllPartitions()."));
                }
                else if (range.Count is not null && !by.IsByDate)
                {
                    _problems.Add(new InvalidPartitionProblem(task.Name, model, $"Task '{task.Name}' reads the last {range.Count} partitions of '{model}', which is divided by {by.Name}: only dates have an order in time. Use AllPartitions()."));
                }
            }
        }
    }

    private ExecutionPlan Sort()
    {
        var provider = FindProviders();
        var edges = new List<(int From, int To)>(_uses.Count);
        var lastReader = new int[_tasks.Count];
        Array.Fill(lastReader, None);
        var missing = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var externalsInUse = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        for (var to = 0; to < _tasks.Count; to++)
        {
            var required = Required(to);
            for (var i = 0; i < required.Length; i++)
            {
                var from = provider[required[i]];
                if (Provided(to).Contains(required[i]))
                {
                    _problems.Add(new SelfDependencyProblem(_tasks[to].Name, _tasks[to].Requires[i]));
                }
                else if (from == None)
                {
                    AddElsewhere(_tasks[to], _tasks[to].Requires[i], externalsInUse, missing);
                }
                else if (lastReader[from] != to)
                {
                    // One edge for each pair of tasks, however many models there are between them.
                    lastReader[from] = to;
                    edges.Add((from, to));
                }
            }
        }

        if (missing.Count > 0)
        {
            var known = _tasks.SelectMany(task => task.Provides).Concat(_externals).ToList();
            _problems.AddRange(missing.Select(entry => new MissingProviderProblem(entry.Key, entry.Value, Suggestion.Nearest(entry.Key, known))));
        }

        var graph = new DependencyGraph(_tasks.Count, edges);
        var order = graph.TopologicalOrder(out var levels);
        if (order.Length < _tasks.Count)
        {
            _problems.AddRange(graph.CyclicComponents().Select(component => DescribeCycle(graph, component, provider)));
        }

        return BuildPlan(graph, order, levels, [.. externalsInUse.Keys]);
    }

    private ReadOnlySpan<int> Required(int task) => CollectionsMarshal.AsSpan(_uses).Slice(_firstUse[task], _tasks[task].Requires.Count);

    private ReadOnlySpan<int> Provided(int task) => CollectionsMarshal.AsSpan(_uses).Slice(_firstUse[task] + _tasks[task].Requires.Count, _tasks[task].Provides.Count);

    private void AddElsewhere(PlannedTask task, string model, OrderedDictionary<string, bool> externalsInUse, OrderedDictionary<string, List<string>> missing)
    {
        if (_externals.Contains(model))
        {
            externalsInUse.TryAdd(model, true);
        }
        else if (missing.TryGetValue(model, out var requiredBy))
        {
            requiredBy.Add(task.Name);
        }
        else
        {
            missing.Add(model, [task.Name]);
        }
    }

    /// <summary>Model number → the first task that provides it.</summary>
    private int[] FindProviders()
    {
        var provider = new int[_models.Models.Count];
        Array.Fill(provider, None);
        var several = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        for (var task = 0; task < _tasks.Count; task++)
        {
            var provided = Provided(task);
            for (var i = 0; i < provided.Length; i++)
            {
                ref var first = ref provider[provided[i]];
                if (first == None)
                {
                    first = task;
                    continue;
                }

                var model = _tasks[task].Provides[i];
                if (!several.TryGetValue(model, out var tasks))
                {
                    several.Add(model, tasks = [_tasks[first].Name]);
                }

                tasks.Add(_tasks[task].Name);
            }
        }

        _problems.AddRange(several.Select(entry => new SeveralProvidersProblem(entry.Key, entry.Value)));
        return provider;
    }

    private CircularDependencyProblem DescribeCycle(DependencyGraph graph, int[] component, int[] provider)
    {
        var cycle = graph.ShortestCycle(component);
        var closed = cycle.Append(cycle[0]).ToList();
        return new CircularDependencyProblem(
            closed.ConvertAll(node => _tasks[node].Name),
            [.. closed.Zip(closed.Skip(1), ModelBetween)],
            component.Length);

        string ModelBetween(int from, int to)
        {
            var required = Required(to);
            var i = 0;
            while (provider[required[i]] != from)
            {
                i++;
            }

            return _tasks[to].Requires[i];
        }
    }

    private ExecutionPlan BuildPlan(DependencyGraph graph, int[] order, int[] levels, List<string> externalsInUse)
    {
        var tasks = new PlannedTask[order.Length];
        var byLevel = new List<List<PlannedTask>>();
        var upstream = new string[]?[_tasks.Count];
        var found = new int[_tasks.Count];
        for (var i = 0; i < order.Length; i++)
        {
            var node = order[i];
            var task = tasks[i] = _tasks[node];
            task.Level = levels[node];
            task.Upstream = upstream[node] ?? [];
            while (byLevel.Count < task.Level)
            {
                byLevel.Add([]);
            }

            byLevel[task.Level - 1].Add(task);

            // In run order, so each list comes out in run order.
            foreach (var dependent in graph.Downstream(node))
            {
                (upstream[dependent] ??= new string[graph.UpstreamCount(dependent)])[found[dependent]++] = task.Name;
            }
        }

        return new ExecutionPlan(_pipeline, tasks, byLevel, externalsInUse);
    }
}

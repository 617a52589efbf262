using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>Turns tasks and groups into a plan and a model registry, or says everything that is wrong with them.</summary>
internal sealed class Planner
{
    private readonly string _pipeline;
    private readonly List<PlanProblem> _problems = [];
    private readonly List<PlannedTask> _tasks = [];
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
            foreach (var model in read.Models)
            {
                _models.Add(model, read.Task.Name);
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
        var edges = new List<(int From, int To)>();
        var edgeModels = new Dictionary<(int From, int To), string>();
        var missing = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var externalsInUse = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        for (var to = 0; to < _tasks.Count; to++)
        {
            foreach (var model in _tasks[to].Requires)
            {
                if (_tasks[to].DeclaresOutput(model))
                {
                    _problems.Add(new SelfDependencyProblem(_tasks[to].Name, model));
                }
                else if (provider.TryGetValue(model, out var from))
                {
                    if (edgeModels.TryAdd((from, to), model))
                    {
                        edges.Add((from, to));
                    }
                }
                else if (_externals.Contains(model))
                {
                    externalsInUse.TryAdd(model, true);
                }
                else if (missing.TryGetValue(model, out var requiredBy))
                {
                    requiredBy.Add(_tasks[to].Name);
                }
                else
                {
                    missing.Add(model, [_tasks[to].Name]);
                }
            }
        }

        _problems.AddRange(missing.Select(entry => new MissingProviderProblem(entry.Key, entry.Value, Suggestion.Nearest(entry.Key, provider.Keys.Concat(_externals)))));
        var graph = new DependencyGraph(_tasks.Count, edges);
        var order = graph.TopologicalOrder(out var levels);
        if (order.Length < _tasks.Count)
        {
            _problems.AddRange(graph.CyclicComponents().Select(component => DescribeCycle(graph, component, edgeModels)));
        }

        return BuildPlan(order, levels, edges, [.. externalsInUse.Keys]);
    }

    private Dictionary<string, int> FindProviders()
    {
        var provider = new Dictionary<string, int>(StringComparer.Ordinal);
        var several = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < _tasks.Count; i++)
        {
            foreach (var model in _tasks[i].Provides)
            {
                if (provider.TryAdd(model, i))
                {
                    continue;
                }

                if (!several.TryGetValue(model, out var tasks))
                {
                    several.Add(model, tasks = [_tasks[provider[model]].Name]);
                }

                tasks.Add(_tasks[i].Name);
            }
        }

        _problems.AddRange(several.Select(entry => new SeveralProvidersProblem(entry.Key, entry.Value)));
        return provider;
    }

    private CircularDependencyProblem DescribeCycle(DependencyGraph graph, int[] component, Dictionary<(int From, int To), string> edgeModels)
    {
        var cycle = graph.ShortestCycle(component);
        var closed = cycle.Append(cycle[0]).ToList();
        return new CircularDependencyProblem(
            closed.ConvertAll(node => _tasks[node].Name),
            [.. closed.Zip(closed.Skip(1), (from, to) => edgeModels[(from, to)])],
            component.Length);
    }

    private ExecutionPlan BuildPlan(int[] order, int[] levels, List<(int From, int To)> edges, List<string> externalsInUse)
    {
        var position = new int[_tasks.Count];
        for (var i = 0; i < order.Length; i++)
        {
            position[order[i]] = i;
        }

        var upstream = new List<int>?[_tasks.Count];
        foreach (var (from, to) in edges)
        {
            (upstream[to] ??= new List<int>(1)).Add(from);
        }

        var tasks = new PlannedTask[order.Length];
        var byLevel = new List<List<PlannedTask>>();
        for (var i = 0; i < order.Length; i++)
        {
            var task = tasks[i] = _tasks[order[i]];
            task.Level = levels[order[i]];
            if (upstream[order[i]] is { } nodes)
            {
                nodes.Sort((a, b) => position[a].CompareTo(position[b]));
                task.Upstream = nodes.ConvertAll(node => _tasks[node].Name);
            }

            while (byLevel.Count < task.Level)
            {
                byLevel.Add([]);
            }

            byLevel[task.Level - 1].Add(task);
        }

        return new ExecutionPlan(_pipeline, tasks, byLevel, externalsInUse);
    }
}

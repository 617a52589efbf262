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
    private readonly Dictionary<string, ModelRef> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _classesByName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _externals = new(StringComparer.Ordinal);

    private Planner(string pipeline) => _pipeline = pipeline;

    /// <summary>Plans once; a planner is not reused.</summary>
    /// <exception cref="InvalidPlanException">Carries all problems.</exception>
    public static (ExecutionPlan Plan, ModelRegistry Registry) Plan(string pipeline, IEnumerable<TaskNode> nodes, ModelConfigs configs, IEnumerable<ModelRef> externals)
    {
        var planner = new Planner(pipeline);
        planner.Expand(nodes);
        foreach (var external in externals)
        {
            planner.Collect(external);
            planner._externals.Add(external.Name);
        }

        planner.CheckNames();
        planner.CheckModelClasses();
        var registry = ModelRegistry.Create(planner._models.Values, configs, planner._problems);
        var plan = planner.Sort();
        return planner._problems.Count == 0 ? (plan, registry) : throw new InvalidPlanException(pipeline, planner._problems);
    }

    private void Expand(IEnumerable<TaskNode> nodes)
    {
        // A stack of enumerators in place of recursion: nesting is unlimited.
        var open = new Stack<(string Path, IEnumerator<TaskNode> Nodes)>();
        open.Push(("", nodes.GetEnumerator()));
        while (open.TryPeek(out var current))
        {
            if (!current.Nodes.MoveNext())
            {
                open.Pop().Nodes.Dispose();
                continue;
            }

            switch (current.Nodes.Current)
            {
                case TaskGroup group:
                    if (!TaskName.IsValid(group.Name))
                    {
                        _problems.Add(new InvalidNameProblem("task group", group.Name));
                    }

                    open.Push((current.Path.Length == 0 ? group.Name : $"{current.Path}/{group.Name}", group.Nodes.GetEnumerator()));
                    break;
                case EtlTask task:
                    AddTask(task, current.Path);
                    break;
                default:
                    _problems.Add(new FaultyDeclarationProblem("(null)", $"the list of tasks{(current.Path.Length == 0 ? "" : $" of group '{current.Path}'")} has an empty entry."));
                    break;
            }
        }

        if (_tasks.Count == 0 && _problems.Count == 0)
        {
            _problems.Add(new EmptyPipelineProblem(_pipeline));
        }
    }

    private void AddTask(EtlTask task, string groupPath)
    {
        try
        {
            if (!TaskName.IsValid(task.Name))
            {
                _problems.Add(new InvalidNameProblem("task", task.Name));
                return;
            }

            var requires = task.Requires().Distinct().ToList();
            var provides = task.Provides().Distinct().ToList();
            requires.ForEach(Collect);
            provides.ForEach(Collect);
            _tasks.Add(new PlannedTask(task, groupPath, requires.ConvertAll(model => model.Name), provides.ConvertAll(model => model.Name), task.Policy));
        }
#pragma warning disable CA1031 // whatever the author's code throws is reported together with all other problems
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _problems.Add(new FaultyDeclarationProblem(task.GetType().Name, exception.Message));
        }
    }

    private void Collect(ModelRef model)
    {
        if (_models.TryAdd(model.Name, model))
        {
            return;
        }

        var known = _models[model.Name].ModelType;
        if (known != model.ModelType)
        {
            if (!_classesByName.TryGetValue(model.Name, out var classes))
            {
                _classesByName.Add(model.Name, classes = new SortedSet<string>(StringComparer.Ordinal) { known.FullName! });
            }

            classes.Add(model.ModelType.FullName!);
        }
    }

    private void CheckNames()
    {
        var duplicates = _tasks.GroupBy(task => task.Name, StringComparer.Ordinal).Where(tasks => tasks.Skip(1).Any());
        _problems.AddRange(duplicates.Select(tasks => new DuplicateTaskNameProblem(tasks.Key, [.. tasks.Select(task => task.GroupPath)])));
    }

    private void CheckModelClasses()
    {
        // Bookings of two namespaces collide even when each is used with keys of its own.
        var byClassName = _models.Values.GroupBy(model => model.ModelType.Name, StringComparer.Ordinal);
        foreach (var models in byClassName)
        {
            var types = models.Select(model => model.ModelType.FullName!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (types.Count > 1 && !models.Any(model => _classesByName.ContainsKey(model.Name)))
            {
                _classesByName.Add(models.Key, new SortedSet<string>(types, StringComparer.Ordinal));
            }
        }

        _problems.AddRange(_classesByName.Select(entry => new DuplicateModelClassProblem(entry.Key, [.. entry.Value])));
    }

    private ExecutionPlan Sort()
    {
        var provider = FindProviders();
        var edges = new List<(int From, int To)>();
        var edgeModels = new Dictionary<(int From, int To), string>();
        var missing = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var externalsInUse = new List<string>();
        var seenExternals = new HashSet<string>(StringComparer.Ordinal);
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
                    if (seenExternals.Add(model))
                    {
                        externalsInUse.Add(model);
                    }
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

        _problems.AddRange(missing.Select(entry => new MissingProviderProblem(entry.Key, entry.Value, Suggestion.Nearest(entry.Key, provider.Keys))));
        var graph = new DependencyGraph(_tasks.Count, edges);
        var order = graph.TopologicalOrder(out var levels);
        if (order.Length < _tasks.Count)
        {
            _problems.AddRange(graph.CyclicComponents().Select(component => DescribeCycle(graph, component, edgeModels)));
        }

        return BuildPlan(order, levels, edges, externalsInUse);
    }

    private Dictionary<string, int> FindProviders()
    {
        var provider = new Dictionary<string, int>(StringComparer.Ordinal);
        var several = new Dictionary<string, List<string>>(StringComparer.Ordinal);
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
            (upstream[to] ??= []).Add(from);
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

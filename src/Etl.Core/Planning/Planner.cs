using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>Turns tasks and groups into a plan and a model registry, or says everything that is wrong with them.</summary>
internal sealed class Planner
{
    private const int None = -1;

    /// <summary>Few numbers are compared with each other faster than they are put into a set.</summary>
    private const int MaxCompared = 8;

    /// <summary>Looking for the nearest of many names takes long, and nobody reads so many suggestions.</summary>
    private const int MaxSuggestions = 20;

    private const int NamesAtOnce = 1024;
    private readonly string _pipeline;
    private readonly List<PlanProblem> _problems = [];
    private readonly List<PlannedTask> _tasks = [];
    private readonly ModelUses _uses = new();
    private readonly PlanGraph _edgeless;
    private readonly HashSet<string> _externals = new(StringComparer.Ordinal);

    private Planner(string pipeline)
    {
        _pipeline = pipeline;
        _edgeless = new PlanGraph(_uses);
    }

    /// <summary>Plans once; a planner is not reused.</summary>
    /// <exception cref="InvalidPlanException">Carries all problems.</exception>
    public static (ExecutionPlan Plan, ModelRegistry Registry) Plan(string pipeline, IEnumerable<TaskNode> nodes, ModelConfigs configs, IEnumerable<ModelRef> externals)
    {
        var planner = new Planner(pipeline);
        planner.ReadTasks(nodes);
        foreach (var external in externals)
        {
            planner._uses.AddExternal(external);
            planner._externals.Add(external.Name);
        }

        planner.CheckNames();
        planner._problems.AddRange(planner._uses.Problems());
        var registry = ModelRegistry.Create(planner._uses.Table, configs, planner._problems);
        planner.CheckRanges(registry);
        planner._problems.AddRange(CheckDeclarations.FindProblems(planner._tasks, registry));
        var plan = planner.Sort();
        return planner._problems.Count == 0 ? (plan!, registry) : throw new InvalidPlanException(pipeline, planner._problems);
    }

    private void ReadTasks(IEnumerable<TaskNode> nodes)
    {
        if (nodes.TryGetNonEnumeratedCount(out var count))
        {
            _tasks.EnsureCapacity(count);
            _uses.EnsureCapacity(count);
        }

        var reader = new DeclarationReader(_problems);
        var isEmpty = true;
        foreach (var (task, group) in TaskExpansion.Expand(nodes, _problems))
        {
            isEmpty = false;
            if (reader.TryRead(task, group, out var declaration))
            {
                var planned = new PlannedTask(_tasks.Count, declaration, _edgeless);
                _tasks.Add(planned);
                _uses.Add(planned, declaration.Requires, declaration.Provides);
            }
        }

        _uses.Complete();
        if (isEmpty)
        {
            _problems.Add(new EmptyPipelineProblem(_pipeline));
        }
    }

    private void CheckNames()
    {
        var table = new NameTable();
        table.EnsureCapacity(_tasks.Count);
        var names = new string[Math.Min(_tasks.Count, NamesAtOnce)];
        Span<int> numbers = stackalloc int[names.Length];
        for (var start = 0; start < _tasks.Count; start += names.Length)
        {
            var count = Math.Min(names.Length, _tasks.Count - start);
            for (var i = 0; i < count; i++)
            {
                names[i] = _tasks[start + i].Name;
            }

            table.Add(names.AsSpan(0, count), numbers);
        }

        if (table.Count < _tasks.Count)
        {
            var duplicates = _tasks.GroupBy(task => task.Name, StringComparer.Ordinal).Where(tasks => tasks.Skip(1).Any());
            _problems.AddRange(duplicates.Select(tasks => new DuplicateTaskNameProblem(tasks.Key, [.. tasks.Select(task => task.GroupPath)])));
        }
    }

    private void CheckRanges(ModelRegistry registry)
    {
        foreach (var task in _uses.TasksWithRanges)
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

    /// <summary>Null when something is wrong.</summary>
    private ExecutionPlan? Sort()
    {
        var provider = FindProviders(out var hasSeveral);
        var (graph, externals) = Link(provider, hasSeveral);
        var order = graph.TopologicalOrder(out var levels);
        if (order.Length < _tasks.Count)
        {
            _problems.AddRange(graph.CyclicComponents().Select(component => DescribeCycle(graph, component, provider)));
        }

        return _problems.Count == 0
            ? new ExecutionPlan(_pipeline, Array.ConvertAll(order, task => _tasks[task]), order, levels, graph, externals)
            : null;
    }

    /// <summary>Edges from the provider of a model to each task that requires it, and the external models that are required.</summary>
    private (DependencyGraph Graph, List<string> Externals) Link(int[] provider, bool hasSeveral)
    {
        var upstreamStart = new int[_tasks.Count + 1];
        var upstream = new int[_uses.RequiredCount];
        var count = 0;
        var missing = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var externalsInUse = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        for (var to = 0; to < _tasks.Count; to++)
        {
            var start = count;
            var required = _uses.Required(to);
            var provided = _uses.Provided(to);
            var seen = required.Length > MaxCompared ? new HashSet<int>() : null;
            for (var i = 0; i < required.Length; i++)
            {
                var from = provider[required[i]];
                if (from == to || (hasSeveral && provided.Contains(required[i])))
                {
                    _problems.Add(new SelfDependencyProblem(_tasks[to].Name, _tasks[to].Requires[i]));
                }
                else if (from == None)
                {
                    AddElsewhere(_tasks[to], _tasks[to].Requires[i], externalsInUse, missing);
                }
                else if (seen is null ? !upstream.AsSpan(start, count - start).Contains(from) : seen.Add(from))
                {
                    // One edge for each pair of tasks, however many models there are between them.
                    upstream[count++] = from;
                }
            }

            upstreamStart[to + 1] = count;
        }

        if (missing.Count > 0)
        {
            var known = _tasks.SelectMany(task => task.Provides).Concat(_externals).ToList();
            _problems.AddRange(missing.Select((entry, i) => new MissingProviderProblem(entry.Key, entry.Value, i < MaxSuggestions ? Suggestion.Nearest(entry.Key, known) : null)));
        }

        return (new DependencyGraph(upstreamStart, upstream), [.. externalsInUse.Keys]);
    }

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

    /// <summary>Model number → the first task that provides it; and whether a model has others.</summary>
    private int[] FindProviders(out bool hasSeveral)
    {
        var provider = new int[_uses.Table.Count];
        Array.Fill(provider, None);
        var several = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        for (var task = 0; task < _tasks.Count; task++)
        {
            var provided = _uses.Provided(task);
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

        hasSeveral = several.Count > 0;
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
            var required = _uses.Required(to);
            var i = 0;
            while (provider[required[i]] != from)
            {
                i++;
            }

            return _tasks[to].Requires[i];
        }
    }
}

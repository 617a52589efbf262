using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Selection;

/// <summary>Finds the tasks that expressions mean. Each atom takes time linear in tasks and edges.</summary>
internal sealed class SelectionEvaluator(ExecutionPlan plan, ICollection<PlanProblem> problems)
{
    /// <summary>Looking for the nearest of many names takes long, and nobody reads so many suggestions.</summary>
    private const int MaxSuggestions = 20;

    private readonly SelectionGraph _graph = new(plan);
    private int _suggestions;

    /// <summary>A flag for each task in run order. A name without wildcards that means nothing is reported: it is misspelled.</summary>
    public bool[] Evaluate(SelectionExpression expression, string kind)
    {
        var union = new bool[_graph.Tasks.Count];
        foreach (var term in expression.Terms)
        {
            var sets = term.Atoms.Select(atom => _graph.Reach(Matches(expression, kind, atom), atom.Upstream, atom.Downstream)).ToList();
            for (var task = 0; task < union.Length; task++)
            {
                union[task] |= sets.TrueForAll(set => set[task]);
            }
        }

        return union;
    }

    /// <summary>What a selection has to choose from, for messages.</summary>
    public string Choices()
    {
        var groups = AllNames(SelectionMethod.Group).ToList();
        var tags = AllNames(SelectionMethod.Tag).ToList();
        return $"Pipeline '{plan.Pipeline}' has {plan.Tasks.Count} task{(plan.Tasks.Count == 1 ? "" : "s")} to choose from: {NameList.Quoted([.. plan.Tasks.Select(task => task.Name)])}; "
            + $"groups: {(groups.Count == 0 ? "none" : NameList.Quoted(groups))}; tags: {(tags.Count == 0 ? "none" : NameList.Quoted(tags))}.";
    }

    private bool[] Matches(SelectionExpression expression, string kind, SelectionAtom atom)
    {
        var pattern = new NamePattern(atom.Pattern);
        var matches = new bool[_graph.Tasks.Count];
        if (atom.Method == SelectionMethod.Name && !pattern.HasWildcards)
        {
            if (_graph.Numbers.TryGetValue(atom.Pattern, out var number))
            {
                matches[number] = true;
                return matches;
            }
        }
        else
        {
            var isMatch = Test(atom.Method, pattern);
            for (var task = 0; task < matches.Length; task++)
            {
                matches[task] = isMatch(_graph.Tasks[task]);
            }
        }

        if (!pattern.HasWildcards && !Array.Exists(matches, isMatch => isMatch))
        {
            problems.Add(new SelectionProblem(kind, expression.Text, atom.Position, Unknown(atom)));
        }

        return matches;
    }

    private static Func<PlannedTask, bool> Test(SelectionMethod method, NamePattern pattern)
    {
        switch (method)
        {
            case SelectionMethod.Group:
                var groups = GroupMatcher.OfPath(pattern.Text);
                return task => groups.Matches(task.Group);
            case SelectionMethod.Model:
                return task => task.Provides.Any(pattern.Matches);
            case SelectionMethod.Tag:
                var tags = new GroupMatcher(group => group.Tags.Any(pattern.Matches));
                return task => task.OwnTags.Any(pattern.Matches) || tags.Matches(task.Group);
            default:
                return task => pattern.Matches(task.Name);
        }
    }

    private string Unknown(SelectionAtom atom)
    {
        var (what, known) = atom.Method switch
        {
            SelectionMethod.Group => ("group", AllNames(SelectionMethod.Group)),
            SelectionMethod.Model => ("model that one of its tasks provides named", AllNames(SelectionMethod.Model)),
            SelectionMethod.Tag => ("tag", AllNames(SelectionMethod.Tag)),
            _ => ("task", AllNames(SelectionMethod.Name)),
        };
        return $"pipeline '{plan.Pipeline}' has no {what} '{SelectionProblem.Excerpt(atom.Pattern, 0)}'.{Hint(atom, known)} See: etl plan {plan.Pipeline}";
    }

    private string Hint(SelectionAtom atom, IEnumerable<string> known)
    {
        if (_suggestions++ >= MaxSuggestions)
        {
            return "";
        }

        // The right name with the wrong method is the likelier mistake.
        var prefix = atom.Method == SelectionMethod.Name ? "" : SelectionParser.PrefixOf(atom.Method);
        foreach (var other in Enum.GetValues<SelectionMethod>().Where(other => other != atom.Method && AllNames(other).Contains(atom.Pattern, StringComparer.Ordinal)))
        {
            return $" Did you mean '{(other == SelectionMethod.Name ? "" : SelectionParser.PrefixOf(other))}{atom.Pattern}'?";
        }

        return Suggestion.Nearest(atom.Pattern, known) is { } nearest ? $" Did you mean '{prefix}{nearest}'?" : "";
    }

    private IEnumerable<string> AllNames(SelectionMethod method)
    {
        var groups = new HashSet<GroupPath>();
        return method switch
        {
            SelectionMethod.Group => _graph.Tasks.SelectMany(task => Around(task, groups)).Select(group => group.Name).Distinct(StringComparer.Ordinal),
            SelectionMethod.Model => _graph.Tasks.SelectMany(task => task.Provides),
            SelectionMethod.Tag => _graph.Tasks.SelectMany(task => task.OwnTags.Concat(Around(task, groups).SelectMany(group => group.Tags))).Distinct(StringComparer.Ordinal),
            _ => _graph.Tasks.Select(task => task.Name),
        };
    }

    /// <summary>The groups around a task that were not met before.</summary>
    private static IEnumerable<GroupPath> Around(PlannedTask task, HashSet<GroupPath> met)
    {
        for (var group = task.Group; group.Parent is not null && met.Add(group); group = group.Parent)
        {
            yield return group;
        }
    }
}

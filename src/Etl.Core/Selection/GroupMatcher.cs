using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>Answers a question about a task's groups that is inherited by the groups inside, asking it once for each group.</summary>
internal sealed class GroupMatcher(Func<GroupPath, bool> isMatch)
{
    private readonly Dictionary<GroupPath, bool> _known = new() { [GroupPath.Top] = false };

    /// <summary>Whether the question is answered with yes for a group or for one around it.</summary>
    public bool Matches(GroupPath group)
    {
        var unknown = new Stack<GroupPath>();
        var answer = false;
        for (var current = group; !_known.TryGetValue(current, out answer); current = current.Parent!)
        {
            unknown.Push(current);
        }

        while (unknown.TryPop(out var inner))
        {
            _known.Add(inner, answer = answer || isMatch(inner));
        }

        return answer;
    }

    /// <summary>Of a pattern: one name is looked for at any depth, several joined with a slash are a path from the top.</summary>
    public static GroupMatcher OfPath(string pattern)
    {
        var names = pattern.Split('/').Select(name => new NamePattern(name)).ToArray();
        return new GroupMatcher(names.Length == 1 ? group => names[0].Matches(group.Name) : group => IsAt(group, names));
    }

    private static bool IsAt(GroupPath group, NamePattern[] names)
    {
        if (group.Depth != names.Length)
        {
            return false;
        }

        var current = group;
        for (var i = names.Length - 1; i >= 0; i--, current = current.Parent!)
        {
            if (!names[i].Matches(current.Name))
            {
                return false;
            }
        }

        return true;
    }
}

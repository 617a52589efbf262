namespace Etl.Core.Planning;

/// <summary>
/// The groups around a task, from the innermost outwards. The text is made when it is asked for: ten thousand groups,
/// each in the other, would otherwise hold hundreds of megabytes of paths.
/// </summary>
internal sealed class GroupPath
{
    private string? _text;

    private GroupPath(GroupPath? parent, string name, IReadOnlyList<string> tags)
    {
        Parent = parent;
        Name = name;
        Tags = tags;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>Outside of all groups.</summary>
    public static GroupPath Top { get; } = new(null, "", []);

    /// <summary>Null at the top.</summary>
    public GroupPath? Parent { get; }

    /// <summary>Of the innermost group.</summary>
    public string Name { get; }

    /// <summary>Of the innermost group alone.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>How many groups there are from the top to here.</summary>
    public int Depth { get; }

    /// <summary>The path of a group in this one.</summary>
    public GroupPath Enter(string group, IReadOnlyList<string> tags) => new(this, group, tags);

    /// <summary>Of this group and of those around it.</summary>
    public IEnumerable<string> TagsOutwards()
    {
        for (var group = this; group is not null; group = group.Parent)
        {
            foreach (var tag in group.Tags)
            {
                yield return tag;
            }
        }
    }

    /// <summary>The names, outermost first, joined with a slash; empty at the top.</summary>
    public override string ToString()
    {
        if (_text is null)
        {
            var names = new List<string>();
            for (var group = this; group.Parent is not null; group = group.Parent)
            {
                names.Add(group.Name);
            }

            names.Reverse();
            _text = string.Join('/', names);
        }

        return _text;
    }
}

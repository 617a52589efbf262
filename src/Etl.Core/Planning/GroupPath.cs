namespace Etl.Core.Planning;

/// <summary>
/// The groups around a task, from the innermost outwards. The text is made when it is asked for: ten thousand groups,
/// each in the other, would otherwise hold hundreds of megabytes of paths.
/// </summary>
internal sealed class GroupPath
{
    private readonly GroupPath? _parent;
    private readonly string _name;
    private string? _text;

    private GroupPath(GroupPath? parent, string name)
    {
        _parent = parent;
        _name = name;
    }

    /// <summary>Outside of all groups.</summary>
    public static GroupPath Top { get; } = new(null, "");

    /// <summary>The path of a group in this one.</summary>
    public GroupPath Enter(string group) => new(this, group);

    /// <summary>The names, outermost first, joined with a slash; empty at the top.</summary>
    public override string ToString()
    {
        if (_text is null)
        {
            var names = new List<string>();
            for (var group = this; group._parent is not null; group = group._parent)
            {
                names.Add(group._name);
            }

            names.Reverse();
            _text = string.Join('/', names);
        }

        return _text;
    }
}

using System.Collections.ObjectModel;

namespace Etl.Core.Planning;

/// <summary>The names of the models that a task requires or provides. To look one up takes the same time however many there are.</summary>
internal sealed class ModelNames(string[] names) : ReadOnlyCollection<string>(names)
{
    private const int MaxSearched = 8;
    private readonly string[] _names = names;
    private HashSet<string>? _index;

    public new bool Contains(string name)
    {
        // A hash set is larger than the few names that most tasks have, which shows in a plan of a million.
        if (_names.Length <= MaxSearched)
        {
            return _names.AsSpan().Contains(name);
        }

        _index ??= new HashSet<string>(_names, StringComparer.Ordinal);
        return _index.Contains(name);
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Etl.Core.Reuse;

/// <summary>The parameters of a run as a task sees them: each look-up is recorded, also one that finds nothing.</summary>
internal sealed class RecordingParameters(IReadOnlyDictionary<string, string> parameters, JobReads reads) : IReadOnlyDictionary<string, string>
{
    public int Count => All().Count;

    public IEnumerable<string> Keys => All().Keys;

    public IEnumerable<string> Values => All().Values;

    public string this[string key] => One(key)[key];

    public bool ContainsKey(string key) => One(key).ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => One(key).TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IReadOnlyDictionary<string, string> One(string key)
    {
        reads.Add(ReadName.Parameter(key));
        return parameters;
    }

    private IReadOnlyDictionary<string, string> All()
    {
        reads.Add(ReadName.AllParameters);
        return parameters;
    }
}

using Etl.Core.Registry;

namespace Etl.Core.Reuse;

/// <summary>
/// What an attempt has asked for beside its inputs, as <see cref="VersionFingerprint.Reads"/> names it. What names the run that made a version
/// (run id, pipeline, start time) is not among it: that differs in every run. Thread-safe.
/// </summary>
internal sealed class JobReads
{
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _names];
            }
        }
    }

    public void Add(string name)
    {
        lock (_lock)
        {
            _names.Add(name);
        }
    }
}

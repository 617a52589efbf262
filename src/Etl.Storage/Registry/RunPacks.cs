using System.Collections.Concurrent;
using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>Which tasks of which runs are in which pack. It follows from a claim, which never changes, so what was seen once is remembered, of a limited number of runs. Thread-safe.</summary>
internal sealed class RunPacks
{
    private const int Capacity = 64;
    private static readonly IReadOnlyDictionary<string, PackPlace> None = new Dictionary<string, PackPlace>();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, PackPlace>> _known = new(StringComparer.Ordinal);

    public void Remember(RunClaim claim)
    {
        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        _known.TryAdd(claim.Job.RunId, claim.Snapshot.Packs is null ? None : claim.Snapshot.PackPlaces());
    }

    /// <summary>Null when the run is not known.</summary>
    public IReadOnlyDictionary<string, PackPlace>? Find(string runId) => _known.GetValueOrDefault(runId);
}

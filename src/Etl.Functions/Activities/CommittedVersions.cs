using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>
/// Finds what is behind the version ids that tasks are given. Commit records never change, and the tasks of a level often read the same, so what was read last is kept in memory. Thread-safe.
/// </summary>
public sealed class CommittedVersions(RunRecords records)
{
    /// <summary>About half a KB each.</summary>
    private const int MaxKnownVersions = 10_000;
    private readonly RecentlyUsed<(string RunId, string Task), IReadOnlyList<ModelVersion>> _known = new(MaxKnownVersions);

    /// <summary>One read for each commit record that is not known, several at a time; the result is in the order of the ids.</summary>
    /// <exception cref="StoreException">A commit record is gone, or does not have the version.</exception>
    public async Task<IReadOnlyList<ModelVersion>> ReadAsync(IReadOnlyList<VersionId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var outputs = new Dictionary<(string RunId, string Task), IReadOnlyList<ModelVersion>>();
        var unknown = new List<VersionId>();
        foreach (var id in ids.DistinctBy(id => (id.RunId, id.Task)))
        {
            if (_known.TryGet((id.RunId, id.Task), out var known))
            {
                outputs.Add((id.RunId, id.Task), known);
            }
            else
            {
                unknown.Add(id);
            }
        }

        foreach (var (id, commit) in unknown.Zip(await records.FindCommitsAsync(unknown, cancellationToken)))
        {
            if (commit is not null)
            {
                outputs.Add((id.RunId, id.Task), commit.Outputs);
                _known.Add((id.RunId, id.Task), commit.Outputs, commit.Outputs.Count);
            }
        }

        return [.. ids.Select(id =>
            outputs.GetValueOrDefault((id.RunId, id.Task))?.FirstOrDefault(output => output.Model == id.Model && output.Version == id.Version)
            ?? throw new StoreException($"Version '{id.Version}' of model '{id.Model}' is not in the record of task '{id.Task}' of run '{id.RunId}'. The record was deleted or changed by hand.", isTransient: false))];
    }

    /// <summary>Reads what tasks that begin together are given, once for all of them. Whether it is there, each finds out for itself.</summary>
    public async Task PrepareAsync(IEnumerable<VersionId> ids, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync([.. ids], cancellationToken);
        }
        catch (StoreException)
        {
            // Told by the task that reads it.
        }
    }
}

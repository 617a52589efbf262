using System.Collections.Concurrent;
using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>Finds the records behind version ids.</summary>
internal static class CommittedVersions
{
    private const int MaxReads = 16;

    /// <summary>One read for each commit record, several at a time; the result is in the order of the ids.</summary>
    /// <exception cref="StoreException">A commit record is gone, or does not have the version.</exception>
    public static async Task<IReadOnlyList<ModelVersion>> ReadAsync(RunRecords records, IReadOnlyList<VersionId> ids, CancellationToken cancellationToken)
    {
        var commits = new ConcurrentDictionary<(string RunId, string Task), TaskCommit>();
        var keys = ids.Select(id => (id.RunId, id.Task)).Distinct();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = MaxReads, CancellationToken = cancellationToken }, async (key, token) =>
        {
            if (await records.FindCommitAsync(key.RunId, key.Task, token) is { } commit)
            {
                commits[key] = commit;
            }
        });
        return [.. ids.Select(id =>
            (commits.TryGetValue((id.RunId, id.Task), out var commit) ? commit.Outputs.FirstOrDefault(output => output.Model == id.Model && output.Version == id.Version) : null)
            ?? throw new StoreException($"Version '{id.Version}' of model '{id.Model}' is not in the record of task '{id.Task}' of run '{id.RunId}'. The record was deleted or changed by hand.", isTransient: false))];
    }
}

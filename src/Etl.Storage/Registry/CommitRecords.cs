using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Commit records of tasks and of packs. A task that is in the record of its pack has that outcome; else the record of the task alone is the one. Thread-safe.</summary>
internal sealed class CommitRecords(IObjectStore store, Func<string, CancellationToken, Task<RunClaim?>> findClaim)
{
    private readonly RecordFiles<TaskCommit> _tasks = new(store, TaskCommit.CurrentSchema);
    private readonly RecordFiles<PackCommit> _packs = new(store, PackCommit.CurrentSchema);
    private readonly RunPacks _runs = new();

    public void Remember(RunClaim claim) => _runs.Remember(claim);

    public async Task<TaskCommit> PutAsync(TaskCommit commit, CancellationToken cancellationToken) =>
        (await _tasks.PutOnceAsync(RegistryNames.Commit(commit.RunId, commit.Task), commit, cancellationToken)).Record;

    public async Task<PackCommit> PutAsync(PackCommit commit, CancellationToken cancellationToken) =>
        (await _packs.PutOnceAsync(RegistryNames.PackCommit(commit.RunId, commit.Pack), commit, cancellationToken)).Record;

    public async Task<TaskCommit?> FindSingleAsync(string runId, string task, CancellationToken cancellationToken)
    {
        var name = RegistryNames.Commit(runId, task);
        var commit = await _tasks.FindAsync(name, cancellationToken);
        return commit is null || (commit.RunId == runId && commit.Task == task)
            ? commit
            : throw RecordFormatException.Damaged(store.Description, name, $"It is of task '{commit.Task}' of run '{commit.RunId}'.");
    }

    public Task<PackCommit?> FindPackAsync(string runId, int pack, CancellationToken cancellationToken) => _packs.FindAsync(RegistryNames.PackCommit(runId, pack), cancellationToken);

    /// <summary>In the order of the keys. Of tasks in packs one read for each pack, of others one for each task, several at a time.</summary>
    public Task<IReadOnlyList<TaskCommit?>> FindAsync(IReadOnlyList<(string RunId, string Task)> keys, CancellationToken cancellationToken) => FindAsync(keys, commit => commit, cancellationToken);

    /// <summary>The same, of each record only what is kept: the records of a wide run are too much to have at once.</summary>
    public async Task<IReadOnlyList<T?>> FindAsync<T>(IReadOnlyList<(string RunId, string Task)> keys, Func<TaskCommit, T> keep, CancellationToken cancellationToken)
        where T : class
    {
        // Looked up once: what others learn of a run meanwhile must not change what is left to do here.
        var runs = keys.Select(key => key.RunId).Distinct(StringComparer.Ordinal).ToDictionary(runId => runId, _runs.Find, StringComparer.Ordinal);
        var found = new Dictionary<(string RunId, string Task), T?>();
        await FindInPacksAsync(keys, runs, found, keep, cancellationToken);
        await FindSinglesAsync(keys, found, keep, cancellationToken);

        // Of a run that was never looked at the claim says whether it has packs. It is not read while the records of single tasks are there, as they are for most runs.
        var missing = keys.Where(key => runs[key.RunId] is null && found[key] is null).ToList();
        if (missing.Count > 0)
        {
            var unknown = missing.Select(key => key.RunId).Distinct(StringComparer.Ordinal).ToList();
            foreach (var claim in await Batches.SelectAsync(unknown, runId => findClaim(runId, cancellationToken)))
            {
                if (claim is not null)
                {
                    runs[claim.Job.RunId] = claim.Snapshot.PackPlaces();
                }
            }

            await FindInPacksAsync(missing, runs, found, keep, cancellationToken);
        }

        return [.. keys.Select(key => found[key])];
    }

    private async Task FindInPacksAsync<T>(
        IEnumerable<(string RunId, string Task)> keys,
        Dictionary<string, IReadOnlyDictionary<string, PackPlace>?> runs,
        Dictionary<(string RunId, string Task), T?> found,
        Func<TaskCommit, T> keep,
        CancellationToken cancellationToken)
        where T : class
    {
        var packs = keys.Distinct()
            .Select(key => (Key: key, runs[key.RunId]?.GetValueOrDefault(key.Task)?.Pack))
            .Where(task => task.Pack is not null)
            .GroupBy(task => (task.Key.RunId, Pack: task.Pack!.Value), task => task.Key)
            .ToList();
        var records = await Batches.SelectAsync(packs, ReadAsync);
        foreach (var (pack, record) in packs.Zip(records))
        {
            foreach (var (key, place) in pack.Select((key, place) => (key, place)))
            {
                // Without a record of the pack no task of it has one; what such a record has left open may have one of its own.
                if (record is null || record[place] is not null)
                {
                    found[key] = record?[place];
                }
            }
        }

        async Task<T?[]?> ReadAsync(IGrouping<(string RunId, int Pack), (string RunId, string Task)> pack)
        {
            var record = await FindPackAsync(pack.Key.RunId, pack.Key.Pack, cancellationToken);
            return record is null ? null : [.. pack.Select(key => record.Find(key.Task) is { } commit ? keep(commit) : null)];
        }
    }

    private async Task FindSinglesAsync<T>(IEnumerable<(string RunId, string Task)> keys, Dictionary<(string RunId, string Task), T?> found, Func<TaskCommit, T> keep, CancellationToken cancellationToken)
        where T : class
    {
        var single = keys.Where(key => !found.ContainsKey(key)).Distinct().ToList();
        var records = await Batches.SelectAsync(single, async key => await FindSingleAsync(key.RunId, key.Task, cancellationToken) is { } commit ? keep(commit) : null);
        foreach (var (key, record) in single.Zip(records))
        {
            found[key] = record;
        }
    }
}

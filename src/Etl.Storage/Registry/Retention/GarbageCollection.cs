using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry.Retention;

/// <summary>
/// Takes versions off the lists that the policy does not keep, and deletes what nobody needs: first it is marked, and some time later, when it still is not needed,
/// deleted. It works beside runs, publishes and other passes; a pass that dies is taken up by the next one. docs/registry.md says why that is safe. Thread-safe.
/// </summary>
public sealed class GarbageCollection(IObjectStore store, RunRecords records, PublishedModels heads, TimeProvider time)
{
    private const int DeletedAtOnce = 32;

    /// <summary>What a pass has read is too old to delete by after this time.</summary>
    private static readonly TimeSpan MaxPass = TimeSpan.FromDays(1);

    private readonly GcMarks _marks = new(store);

    /// <summary>One pass. A version is gone after several: its list, then its commit record, then its bytes, with days between them.</summary>
    /// <param name="policy">What is kept.</param>
    /// <param name="apply">False writes nothing, and reports what would be done.</param>
    /// <param name="cancellationToken">Safe at any time.</param>
    /// <exception cref="RecordFormatException">A record can't be read. Nothing was changed.</exception>
    /// <exception cref="StoreException">The store fails, or the pass took longer than a day (transient). The next pass goes on.</exception>
    public async Task<GcReport> CollectAsync(RetentionPolicy policy, bool apply, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var now = time.GetUtcNow();
        var marks = await _marks.ReadAsync(cancellationToken);
        var survey = await RegistrySurvey.ReadAsync(store, records, policy, now, cancellationToken);
        var unlisted = new List<ModelVersion>();
        var lists = await ShortenAsync(policy, survey, now, apply, unlisted, cancellationToken);
        var keptCommits = KeptCommits.Find(survey, lists);
        var (unneeded, kept) = await SortAsync(survey, lists, keptCommits, cancellationToken);

        var due = unneeded.Where(name => marks.TryGetValue(name, out var since) && now - since >= policy.SafetyPeriod).ToList();
        var unmarked = marks.Keys.Except(unneeded, StringComparer.Ordinal).ToList();
        var marked = unneeded.Where(name => !marks.ContainsKey(name)).ToList();
        var notes = await FindNotesAsync(survey, cancellationToken);
        if (apply)
        {
            // First the marks of what is needed: the blobs of a record that is deleted below must wait once more.
            await ForEachAsync(unmarked, name => _marks.RemoveAsync(name, cancellationToken));
            await ForEachAsync(marked, name => _marks.WriteAsync(name, time.GetUtcNow(), cancellationToken));
            await DeleteAsync(due, now, cancellationToken);
            await ForEachAsync(notes, name => store.DeleteAsync(name, cancellationToken));
        }

        var waiting = unneeded.Where(marks.ContainsKey).Except(due, StringComparer.Ordinal);
        return new GcReport(
            apply,
            unlisted,
            GcCounts.Of(marked),
            GcCounts.Of(waiting),
            GcCounts.Of(due),
            unmarked.Intersect(kept, StringComparer.Ordinal).Count(),
            notes.Count,
            FreedBytes(survey, keptCommits),
            GcCounts.Of(kept),
            lists.Sum(list => list.Versions.Count),
            survey.OpenRuns);
    }

    /// <summary>The lists after that.</summary>
    private async Task<IReadOnlyList<HeadFile>> ShortenAsync(RetentionPolicy policy, RegistrySurvey survey, DateTimeOffset now, bool apply, List<ModelVersion> unlisted, CancellationToken cancellationToken)
    {
        if (!apply)
        {
            var current = await heads.ReadAsync(cancellationToken);
            return [.. (await current.FindAllAsync(current.Models, cancellationToken)).Select(Shorten)];
        }

        var removed = new Dictionary<string, IReadOnlyList<ModelVersion>>(StringComparer.Ordinal);
        var lists = await heads.UnlistAsync(
            list =>
            {
                // Called again when a publish was faster, or when the answer was lost: then it was taken off already.
                var shortened = policy.Shorten(list, survey.IsRecent, now);
                removed[list.Model] = [.. removed.GetValueOrDefault(list.Model, []).Concat(list.Versions).DistinctBy(EntryOf).ExceptBy(shortened.Versions.Select(EntryOf), EntryOf)];
                return shortened;
            },
            cancellationToken);
        unlisted.AddRange(removed.OrderBy(list => list.Key, StringComparer.Ordinal).SelectMany(list => list.Value));
        return lists;

        HeadFile Shorten(HeadFile list)
        {
            var shortened = policy.Shorten(list, survey.IsRecent, now);
            unlisted.AddRange(list.Versions.ExceptBy(shortened.Versions.Select(EntryOf), EntryOf));
            return shortened;
        }
    }

    private static (string Version, OrderKey Order) EntryOf(ModelVersion version) => (version.Version, version.Order);

    /// <summary>All objects that can be deleted, apart from those that nobody needs.</summary>
    private async Task<(HashSet<string> Unneeded, List<string> Kept)> SortAsync(
        RegistrySurvey survey,
        IReadOnlyList<HeadFile> lists,
        IReadOnlySet<(string RunId, string Task)> keptCommits,
        CancellationToken cancellationToken)
    {
        var unneeded = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<string>();
        var keptRuns = keptCommits.Select(commit => commit.RunId).ToHashSet(StringComparer.Ordinal);
        foreach (var record in survey.Records.GroupBy(commit => commit.Name, StringComparer.Ordinal))
        {
            // A record of a pack stays as long as any of its run: an attempt that comes late would make it again, with other outcomes for tasks that it had left open.
            Sort(record.Key, record.Any(commit => keptCommits.Contains((commit.RunId, commit.Task)) || (keptRuns.Contains(commit.RunId) && RegistryNames.IsPackCommit(commit.Name))));
        }

        // Named by any record that is there, also by one that goes: a blob's time begins when the last record is gone.
        var named = survey.Records.SelectMany(commit => commit.Outputs)
            .Concat(lists.SelectMany(list => list.Versions))
            .SelectMany(version => version.AllParts)
            .Select(part => part.Blob)
            .ToHashSet(StringComparer.Ordinal);
        await foreach (var name in store.ListAsync(RegistryNames.Blobs, cancellationToken))
        {
            Sort(name, named.Contains(name));
        }

        var current = (await heads.ReadAsync(cancellationToken)).Root.HeadFiles.Values.ToHashSet(StringComparer.Ordinal);
        await foreach (var name in store.ListAsync(RegistryNames.HeadFiles, cancellationToken))
        {
            Sort(name, name == RegistryNames.HeadsRoot || current.Contains(name));
        }

        kept.Remove(RegistryNames.HeadsRoot);
        return (unneeded, kept);

        void Sort(string name, bool isNeeded)
        {
            if (isNeeded)
            {
                kept.Add(name);
            }
            else
            {
                unneeded.Add(name);
            }
        }
    }

    /// <summary>They show where a task stands; when a run has ended, its summary does. With them the logs of the tasks.</summary>
    private async Task<IReadOnlyList<string>> FindNotesAsync(RegistrySurvey survey, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        await foreach (var note in store.ListNotesAsync(RegistryNames.Runs, cancellationToken))
        {
            if (!survey.IsRecent(note.Name.Split('/')[1]))
            {
                notes.Add(note.Name);
            }
        }

        // What the tasks of such a run have logged goes with them.
        await foreach (var name in store.ListAsync(RegistryNames.Runs, cancellationToken))
        {
            if (name.Split('/') is [_, var runId, "logs", ..] && !survey.IsRecent(runId))
            {
                notes.Add(name);
            }
        }

        return notes;
    }

    private async Task DeleteAsync(IReadOnlyList<string> due, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        var headFiles = due.Where(name => name.StartsWith(RegistryNames.HeadFiles, StringComparison.Ordinal)).ToList();
        await DeleteEachAsync(due.Except(headFiles, StringComparer.Ordinal), readAt, cancellationToken);

        // Whoever put one of these files for a root that it has not replaced yet can't do so after the fence.
        if (headFiles.Count > 0 && await heads.FenceAsync(cancellationToken) is { } named)
        {
            await DeleteEachAsync(headFiles.Except(named, StringComparer.Ordinal), readAt, cancellationToken);
        }
    }

    /// <summary>The object before its mark: a mark without object is removed by the next pass.</summary>
    private Task DeleteEachAsync(IEnumerable<string> names, DateTimeOffset readAt, CancellationToken cancellationToken) => ForEachAsync(names, async name =>
    {
        if (time.GetUtcNow() - readAt > MaxPass)
        {
            throw new StoreException($"The garbage collection of the store {store.Description} has taken longer than a day, so what it has read is out of date. Run it again: it goes on.", isTransient: true);
        }

        await store.DeleteAsync(name, cancellationToken);
        await _marks.RemoveAsync(name, cancellationToken);
    });

    private static async Task ForEachAsync(IEnumerable<string> names, Func<string, Task> operation)
    {
        foreach (var batch in names.Order(StringComparer.Ordinal).Chunk(DeletedAtOnce))
        {
            await Task.WhenAll(batch.Select(operation));
        }
    }

    private static long FreedBytes(RegistrySurvey survey, IReadOnlySet<(string RunId, string Task)> keptCommits)
    {
        var parts = survey.Commits.Values.ToLookup(
            commit => keptCommits.Contains((commit.RunId, commit.Task)),
            commit => commit.Outputs.SelectMany(output => output.AllParts).ToList());
        var kept = parts[true].SelectMany(list => list).Select(part => part.Blob).ToHashSet(StringComparer.Ordinal);
        return parts[false].SelectMany(list => list).Where(part => !kept.Contains(part.Blob)).DistinctBy(part => part.Blob, StringComparer.Ordinal).Sum(part => part.Bytes);
    }
}

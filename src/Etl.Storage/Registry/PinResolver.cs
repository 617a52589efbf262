using Etl.Core.Partitions;
using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>Resolves the versions that a run reads from elsewhere, all from one reading of the heads.</summary>
internal static class PinResolver
{
    public static async Task<RunPins> ResolveAsync(RunClaim claim, PublishedModels models, CancellationToken cancellationToken)
    {
        var snapshot = claim.Snapshot;
        var intervals = Intervals(snapshot);
        var provided = snapshot.Tasks.SelectMany(task => task.Provides).ToList();
        var elsewhere = snapshot.ExternalModels.Concat(intervals.Keys.Intersect(provided, StringComparer.Ordinal)).ToList();
        var heads = await models.ReadAsync(cancellationToken);
        var names = elsewhere.Concat(provided).Distinct(StringComparer.Ordinal).ToList();
        var files = names.Zip(await Batches.SelectAsync(names, model => heads.FindAsync(model, cancellationToken))).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var versions = new List<VersionId>();
        var missing = new List<string>();
        var ownIsProvided = provided.ToHashSet(StringComparer.Ordinal);
        var ownIsRead = snapshot.Tasks.SelectMany(task => task.Requires.Where(model => task.RangeOf(model) is null)).ToHashSet(StringComparer.Ordinal);
        foreach (var model in elsewhere)
        {
            var found = Find(files[model], claim.Job.BusinessDate, snapshot.PartitionOf(model), intervals.GetValueOrDefault(model), readsOwn: !ownIsProvided.Contains(model)).ToList();
            versions.AddRange(found);
            missing.AddRange(ownIsProvided.Contains(model) ? [] : Missing(snapshot, model, found, ownIsRead.Contains(model)));
        }

        return new RunPins(RunPins.CurrentSchema, claim.Job.RunId, versions, missing)
        {
            Previous = [.. provided.Select(model => Previous(files[model], claim.Job.BusinessDate, snapshot.PartitionOf(model))).OfType<VersionId>()],
            Schemas = [.. provided.Select(model => files[model]?.Latest).Where(version => version?.SchemaHash is not null).Select(version => new PublishedSchema(version!.Id, version.SchemaHash!))],
        };
    }

    /// <summary>For each model that is read as a range, all that the tasks of the run read of it together.</summary>
    private static Dictionary<string, PartitionInterval> Intervals(RunSnapshot snapshot)
    {
        var intervals = new Dictionary<string, PartitionInterval>(StringComparer.Ordinal);
        foreach (var (model, interval) in snapshot.Tasks.SelectMany(task => task.Ranges ?? []))
        {
            intervals[model] = intervals.TryGetValue(model, out var known) ? known.Union(interval) : interval;
        }

        return intervals;
    }

    private static IEnumerable<VersionId> Find(HeadFile? file, DateOnly businessDate, string? own, PartitionInterval? interval, bool readsOwn)
    {
        if (file is null)
        {
            return [];
        }

        if (interval is null)
        {
            return file.NewestAsOf(businessDate, own) is { } newest ? [newest.Id] : [];
        }

        // The own partition of a model that the run provides is the one that it makes.
        var partitions = file.Versions.Select(version => version.Partition).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(partition => partition == own ? readsOwn : interval.Contains(partition));
        return partitions.Select(partition => file.NewestAsOf(businessDate, partition)?.Id).OfType<VersionId>();
    }

    /// <summary>A task that reads just the run's own partition can't do without it; one that reads a range can do without some of it.</summary>
    private static IEnumerable<string> Missing(RunSnapshot snapshot, string model, List<VersionId> found, bool readsOwn)
    {
        var own = snapshot.PartitionOf(model);
        if (readsOwn ? !found.Exists(version => version.Partition == own) : found.Count == 0)
        {
            yield return own is null || !readsOwn ? model : $"{model}[{own}]";
        }
    }

    private static VersionId? Previous(HeadFile? file, DateOnly businessDate, string? own) =>
        (file?.NewestAsOf(businessDate, own) ?? file?.NewestAsOf(businessDate))?.Id;
}

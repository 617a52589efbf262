using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Text;
using Etl.Functions.Runs;
using Etl.Storage.Registry;

namespace Etl.Functions.Models;

/// <summary>Answers what is published, for the command line and HTTP. Each answer comes from one reading of the heads. Thread-safe.</summary>
public sealed class ModelQueries(PipelineCatalog catalog, RunPlanner planner, RunRecords records, PublishedModels models)
{
    private const int MaxNames = 5;

    /// <summary>The latest version of each published model, in order of the models. One read for each.</summary>
    public async Task<IReadOnlyList<ModelVersionDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var heads = await models.ReadAsync(cancellationToken);
        var files = await heads.FindAllAsync(heads.Models, cancellationToken);
        return [.. files.Select(file => ModelVersionDocument.Of(file.Latest) with { Partitions = file.Latest.Partition is null ? null : file.Heads().Count() })];
    }

    /// <summary>The published versions of a model, or of a partition as <c>Nights[2015-07]</c>, newest first.</summary>
    /// <exception cref="UnknownModelException">There is none.</exception>
    public async Task<IReadOnlyList<ModelVersionDocument>> VersionsAsync(string reference, CancellationToken cancellationToken)
    {
        // Finding one of them finds out whether there are any.
        var newest = await FindVersionAsync(reference, cancellationToken);
        var parsed = VersionReference.Parse(reference);
        var (_, file) = await FindAsync(newest.Model, cancellationToken);
        var versions = file.Versions.Where(version => (parsed.Partition is null || version.Partition == parsed.Partition) && (parsed.Version is null || version.Version == newest.Version));
        return [.. versions.OrderByDescending(version => version.Order).Select(ModelVersionDocument.Of)];
    }

    /// <summary>A version by a reference such as <c>Bookings.Resort@latest</c> or <c>Nights[2015-07]</c>.</summary>
    /// <exception cref="UnknownModelException">It is no reference, or there is no such version.</exception>
    public async Task<ModelVersion> FindVersionAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = VersionReference.Parse(reference);
            var (_, file) = await FindAsync(parsed.Model, cancellationToken);
            return parsed.Find(file);
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException)
        {
            throw new UnknownModelException(exception.Message);
        }
    }

    /// <summary>A model with all that is recorded of it. A reference to one version says of which the schema, the checks and the settings are. Reads one commit record for each partition.</summary>
    /// <exception cref="UnknownModelException">It is no reference, or there is no such version.</exception>
    public async Task<ModelDetailDocument> DescribeAsync(string reference, CancellationToken cancellationToken)
    {
        var version = await FindVersionAsync(reference, cancellationToken);
        var model = version.Model;
        var (heads, file) = await FindAsync(model, cancellationToken);
        var newest = file.Heads().ToList();
        var commits = await records.FindCommitsAsync(newest.ConvertAll(head => head.Id), cancellationToken);
        var stale = await new Staleness(heads).FindAsync(newest, commits, cancellationToken);
        var commit = await records.FindCommitAsync(version.Order.RunId, version.Task, cancellationToken);
        var details = commit?.Details?.FirstOrDefault(output => output.Model == model);
        var claim = await records.FindClaimAsync(version.RunId, cancellationToken);
        var planned = PlanWith(model);
        return new ModelDetailDocument(
            model,
            version.Version,
            claim?.ModelConfigs.For(model) ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal),
            details?.Schema,
            details?.Checks ?? [],
            [.. file.Versions.OrderByDescending(known => known.Order).Select(ModelVersionDocument.Of)])
        {
            Description = planned?.Models.Get(model).Description,
            Owner = planned?.Plan.Tasks.FirstOrDefault(task => task.Provides.Contains(model, StringComparer.Ordinal))?.Task.Owner,
            Partitions = file.Latest.Partition is null ? null : Partitions(model, planned?.Models.Get(model).PartitionBy, newest, stale),
            StaleInputs = file.Latest.Partition is null && stale[0].Count > 0 ? stale[0] : null,
        };
    }

    /// <summary>Where a version comes from, or where it went.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    public async Task<LineageDocument> LineageAsync(string reference, LineageDirection direction, CancellationToken cancellationToken)
    {
        var root = await FindVersionAsync(reference, cancellationToken);
        var lineage = new Lineage(records, models);
        return direction == LineageDirection.Up
            ? await lineage.UpAsync(root, cancellationToken)
            : await lineage.DownAsync(root, cancellationToken);
    }

    private async Task<(Heads Heads, HeadFile File)> FindAsync(string model, CancellationToken cancellationToken)
    {
        var heads = await models.ReadAsync(cancellationToken);
        var file = ModelName.IsValid(model) ? await heads.FindAsync(model, cancellationToken) : null;
        return file is null
            ? throw new UnknownModelException($"No version of a model '{model}' has been published.{DidYouMean(model, heads)} List them with 'etl models' or GET models.")
            : (heads, file);
    }

    /// <summary>Of a class without its key, the models that there are of it.</summary>
    private static string DidYouMean(string model, Heads heads)
    {
        var ofClass = heads.Models.Where(known => known.StartsWith($"{model}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return ofClass.Count == 0
            ? Suggestion.DidYouMean(model, heads.Models)
            : $" There {(ofClass.Count == 1 ? "is" : "are")}: {string.Join(", ", ofClass.Take(MaxNames))}{(ofClass.Count > MaxNames ? ", ..." : "")}.";
    }

    private List<PartitionDocument> Partitions(string model, PartitionBy? partitionBy, List<ModelVersion> newest, IReadOnlyList<IReadOnlyList<string>> stale)
    {
        var known = newest.Zip(stale).ToDictionary(
            pair => pair.First.Partition!,
            pair => new PartitionDocument(pair.First.Partition!, pair.Second.Count > 0 ? PartitionState.Stale : PartitionState.Current)
            {
                Version = pair.First.Version,
                StaleInputs = pair.Second.Count > 0 ? pair.Second : null,
            },
            StringComparer.Ordinal);
        var keys = known.Keys.Order(StringComparer.Ordinal).ToList();
        var all = partitionBy is { IsByDate: true } by && by.FirstDay(keys[0]) is not null && by.FirstDay(keys[^1]) is not null
            ? by.Between(keys[0], keys[^1])
            : keys;
        return [.. all.Select(key => known.GetValueOrDefault(key) ?? new PartitionDocument(key, PartitionState.Missing))];
    }

    /// <summary>Null also for a model that the app does not have any more, or whose pipeline can't be planned.</summary>
    private Orchestrator? PlanWith(string model)
    {
        var pipeline = catalog.Pipelines.FirstOrDefault(pipeline => pipeline.ProvidesModel(model))
            ?? catalog.Pipelines.FirstOrDefault(pipeline => pipeline.AllModels().Any(known => known.Name == model));
        try
        {
            return pipeline is null ? null : planner.Describe(pipeline.Name).Orchestrator;
        }
        catch (InvalidRunRequestException)
        {
            return null;
        }
    }
}

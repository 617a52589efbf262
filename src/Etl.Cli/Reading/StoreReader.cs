using System.Runtime.CompilerServices;
using System.Text.Json;
using Etl.Cli.Running;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;

namespace Etl.Cli.Reading;

/// <summary>Reads a store, and the catalog of this app. Lists of a store that does not exist are empty.</summary>
internal sealed class StoreReader(CommandContext context, StoreContext? opened = null) : IEtlReader
{
    private StoreContext? _store = opened;

    public async Task<IReadOnlyList<PipelineDocument>> PipelinesAsync(CancellationToken cancellationToken)
    {
        var pipelines = context.Catalog.Pipelines.Select(PipelineDocument.Of).ToList();
        if ((_store ?? context.OpenExistingStore()) is not { } store)
        {
            return pipelines;
        }

        var paused = await store.States.FindPausedAsync(pipelines.Select(pipeline => pipeline.Name), cancellationToken);
        return [.. pipelines.Select(pipeline => pipeline with { Paused = paused.Contains(pipeline.Name) })];
    }

    public async Task<RunDocument?> FindRunAsync(string runId, CancellationToken cancellationToken)
    {
        return RunId.IsValid(runId) ? await Store().Records.ReadRunAsync(runId, cancellationToken) : null;
    }

    public Task<IReadOnlyList<TaskLogLine>> LogsAsync(string runId, string? task, CancellationToken cancellationToken) =>
        new TaskLogs(Store().Store).ReadAsync(runId, task, cancellationToken: cancellationToken);

    public async Task<RunPage> RunsAsync(RunFilter filter, int limit, string? after, CancellationToken cancellationToken)
    {
        if ((_store ?? context.OpenExistingStore()) is not { } store)
        {
            return new RunPage([], Next: null);
        }

        var liveness = RunLiveness.Read(store);
        return await store.Records.ListRunsAsync(filter with { StatusOfOpen = run => liveness.StatusOf(run.RunId, run.StartedAt, run.Status) }, limit, after, cancellationToken);
    }

    public async Task<IReadOnlyList<BackfillIndexEntry>> BackfillsAsync(string? pipeline, int limit, CancellationToken cancellationToken)
    {
        if ((_store ?? context.OpenExistingStore()) is not { } store)
        {
            return [];
        }

        var liveness = RunLiveness.Read(store);
        var backfills = await store.Backfills.ListAsync(pipeline, limit, cancellationToken);
        return [.. backfills.Select(backfill => backfill with { Status = liveness.StatusOf(backfill.Id, backfill.StartedAt, backfill.Status) })];
    }

    public async Task<BackfillDocument?> FindBackfillAsync(string id, CancellationToken cancellationToken)
    {
        var store = Store();
        return RunId.IsValid(id) && await store.Backfills.ReadAsync(id, cancellationToken) is { } backfill
            ? backfill with { Status = RunLiveness.Read(store).StatusOf(id, backfill.StartedAt, backfill.Status) }
            : null;
    }

    public async Task<IReadOnlyList<ModelVersionDocument>> ModelsAsync(CancellationToken cancellationToken) =>
        (_store ?? context.OpenExistingStore()) is { } store ? await store.Queries.ListAsync(cancellationToken) : [];

    public Task<ModelDetailDocument> ModelAsync(string reference, CancellationToken cancellationToken) => Store().Queries.DescribeAsync(reference, cancellationToken);

    public Task<LineageDocument> LineageAsync(string reference, LineageDirection direction, CancellationToken cancellationToken) =>
        Store().Queries.LineageAsync(reference, direction, cancellationToken);

    public async Task<ModelContent> ContentAsync(string reference, long limit, CancellationToken cancellationToken)
    {
        var store = Store();
        var version = await store.Queries.FindVersionAsync(reference, cancellationToken);
        return version.Format == ModelFormat.Bytes
            ? new ModelContent(null, await store.Models.OpenContentAsync(version, cancellationToken))
            : new ModelContent(RowsAsync(store, version, limit, cancellationToken), null);
    }

    public async Task<IReadOnlyList<(string Model, string Location)>> ReportsAsync(RunDocument run, CancellationToken cancellationToken)
    {
        var store = Store();
        var reports = new List<(string Model, string Location)>();
        var heads = await store.Heads.ReadAsync(cancellationToken);
        foreach (var model in run.Models.Where(model => model.Rows == 0))
        {
            var head = await heads.FindAsync(model.Model, cancellationToken);
            if (head?.Versions.FirstOrDefault(version => version.Version == model.Version) is { } version && version.MediaType.StartsWith("text/html", StringComparison.Ordinal))
            {
                reports.Add((model.Model, store.Folder is null ? version.Blob : Path.GetFullPath(Path.Combine(store.Folder, version.Blob))));
            }
        }

        return reports;
    }

    private static async IAsyncEnumerable<JsonElement> RowsAsync(StoreContext store, ModelVersion version, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (limit == 0)
        {
            yield break;
        }

        await foreach (var row in store.Models.ReadRowsAsync(version, cancellationToken))
        {
            yield return row;
            if (--limit == 0)
            {
                yield break;
            }
        }
    }

    private StoreContext Store() => _store ??= context.OpenStoreToRead();
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Etl.Cli.Reading;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;

namespace Etl.Cli.Remote;

/// <summary>Reads an app over its HTTP API.</summary>
internal sealed class RemoteReader(ApiClient api) : IEtlReader
{
    /// <summary>Of the API, for one page of runs.</summary>
    private const int MaxPage = 500;

    /// <summary>Of the API, for the rows of a version.</summary>
    private const int MaxRows = 10_000;

    public async Task<IReadOnlyList<PipelineDocument>> PipelinesAsync(CancellationToken cancellationToken) =>
        [.. (await api.GetAsync<List<PipelineDocument>>("pipelines", cancellationToken)).Select(pipeline => pipeline with { NextRunAt = null })];

    /// <summary>The plan of a whole pipeline, as the app has it.</summary>
    public Task<PlanDocument> PlanAsync(string pipeline, CancellationToken cancellationToken) => api.GetAsync<PlanDocument>($"pipelines/{Escape(pipeline)}", cancellationToken);

    /// <summary>The source of a diagram of a whole pipeline.</summary>
    public async Task<string> DiagramAsync(string pipeline, string format, CancellationToken cancellationToken)
    {
        using var response = await api.GetAsync($"pipelines/{Escape(pipeline)}/graph?format={format}", cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<TaskLogLine>> LogsAsync(string runId, string? task, CancellationToken cancellationToken) =>
        await api.GetAsync<List<TaskLogLine>>($"runs/{runId}/logs?limit={MaxRows}{(task is null ? "" : $"&task={Escape(task)}")}", cancellationToken);

    public async Task<RunDocument?> FindRunAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            return RunId.IsValid(runId) ? await api.GetAsync<RunDocument>($"runs/{runId}", cancellationToken) : null;
        }
        catch (CliException exception) when (exception.Code == "unknown-run")
        {
            return null;
        }
    }

    public async Task<RunPage> RunsAsync(RunFilter filter, int limit, string? after, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"runs?limit={Math.Min(limit, MaxPage)}")
            + (filter.Pipeline is null ? "" : $"&pipeline={Escape(filter.Pipeline)}")
            + (filter.Statuses is null ? "" : $"&status={string.Join(',', filter.Statuses)}")
            + (filter.From is { } from ? string.Create(CultureInfo.InvariantCulture, $"&from={from:yyyy-MM-dd}") : "")
            + (filter.To is { } to ? string.Create(CultureInfo.InvariantCulture, $"&to={to:yyyy-MM-dd}") : "");
        using var response = await api.GetAsync(after ?? path, cancellationToken);
        return new RunPage(await api.ReadAsync<List<RunIndexEntry>>(response, cancellationToken), Next(response));
    }

    public async Task<IReadOnlyList<BackfillIndexEntry>> BackfillsAsync(string? pipeline, int limit, CancellationToken cancellationToken) =>
        await api.GetAsync<List<BackfillIndexEntry>>(string.Create(CultureInfo.InvariantCulture, $"backfills?limit={Math.Min(limit, MaxPage)}") + (pipeline is null ? "" : $"&pipeline={Escape(pipeline)}"), cancellationToken);

    public async Task<BackfillDocument?> FindBackfillAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return RunId.IsValid(id) ? await api.GetAsync<BackfillDocument>($"backfills/{id}", cancellationToken) : null;
        }
        catch (CliException exception) when (exception.Code == "unknown-backfill")
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ModelVersionDocument>> ModelsAsync(CancellationToken cancellationToken) => await api.GetAsync<List<ModelVersionDocument>>("models", cancellationToken);

    public Task<ModelDetailDocument> ModelAsync(string reference, CancellationToken cancellationToken) => api.GetAsync<ModelDetailDocument>($"models/{Escape(reference)}", cancellationToken);

    public Task<LineageDocument> LineageAsync(string reference, LineageDirection direction, CancellationToken cancellationToken) =>
        api.GetAsync<LineageDocument>($"models/{Escape(reference)}/lineage?direction={(direction == LineageDirection.Down ? "down" : "up")}", cancellationToken);

    public async Task<ModelContent> ContentAsync(string reference, long limit, CancellationToken cancellationToken)
    {
        var response = await api.GetAsync($"models/{Escape(reference)}/data?limit={Math.Min(limit, MaxRows)}", cancellationToken);

        // Files are sent for looking at only; documents of the API are not.
        return response.Headers.Contains("Content-Security-Policy")
            ? new ModelContent(null, await response.Content.ReadAsStreamAsync(cancellationToken))
            : new ModelContent(RowsAsync(response, limit, cancellationToken), null);
    }

    public async Task<IReadOnlyList<(string Model, string Location)>> ReportsAsync(RunDocument run, CancellationToken cancellationToken)
    {
        var reports = new List<(string Model, string Location)>();
        foreach (var model in run.Models.Where(model => model.Rows == 0))
        {
            var versions = await api.GetAsync<List<ModelVersionDocument>>($"models/{Escape(model.Model)}/versions", cancellationToken);
            if (versions.Find(version => version.Version == model.Version)?.MediaType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            {
                reports.Add((model.Model, $"{api.Api}runs/{run.RunId}/reports/{Escape(model.Model)}"));
            }
        }

        return reports;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string? Next(HttpResponseMessage response)
    {
        var link = response.Headers.TryGetValues("Link", out var values) ? values.FirstOrDefault() : null;
        return link is not null && link.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query && link.IndexOf('>', query) is >= 0 and var end ? $"runs{link[query..end]}" : null;
    }

    private static async IAsyncEnumerable<JsonElement> RowsAsync(HttpResponseMessage response, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = response;
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var count = 0;
        await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(content, RegistryJson.Options, cancellationToken))
        {
            count++;
            yield return row;
        }

        if (count == MaxRows && limit > MaxRows)
        {
            throw new CliException(ExitCode.Failed, "more-rows", $"These are the first {MaxRows} rows: the HTTP API gives no more. Say --limit {MaxRows} if they are enough, or read the store itself with --store.");
        }
    }
}

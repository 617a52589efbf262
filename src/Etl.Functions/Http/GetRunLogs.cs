using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET runs/{runId}/logs</c></summary>
public sealed class GetRunLogs(RunRecords records, TaskLogs logs)
{
    private const int DefaultLines = 1_000;
    private const int MaxLines = 10_000;

    /// <summary>What the tasks of a run have logged, in order of time: the last <c>limit</c> lines (default 1,000, at most 10,000); of one task with <c>task</c>.</summary>
    [Function(nameof(GetRunLogs))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}/logs")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "task", "limit");
        var limit = query.Number("limit", DefaultLines, 1, MaxLines);
        if (query.Problems.Count > 0)
        {
            return Responses.Invalid("The query can't be answered.", query.Problems);
        }

        if (!RunId.IsValid(runId) || await records.FindClaimAsync(runId, cancellationToken) is not { } claim)
        {
            return Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.");
        }

        var task = query.Value("task") is { Length: > 0 } name ? name : null;
        if (task is not null && claim.Snapshot.Tasks.All(known => known.Name != task))
        {
            return Responses.NotFound($"Run '{runId}' has no task '{task}'. GET runs/{runId} lists them.");
        }

        return Responses.Json(await logs.ReadAsync(runId, task, limit, cancellationToken));
    }
}

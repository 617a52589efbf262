using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>GET runs/{runId}</c></summary>
public sealed class GetRun(RunRecords records)
{
    /// <summary>The document of <c>etl show --json</c>.</summary>
    [Function(nameof(GetRun))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken)
    {
        var run = RunId.IsValid(runId) ? await records.ReadRunAsync(runId, cancellationToken) : null;
        return run is null
            ? Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.")
            : Responses.Json(await PausedRuns.ShowAsync(client, run, cancellationToken));
    }
}

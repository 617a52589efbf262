using Etl.Core.Runs;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/cancel</c></summary>
public sealed class CancelRun(RunCanceller canceller)
{
    /// <summary>Asks a run to stop: 202. 409 when it has ended or publishes.</summary>
    [Function(nameof(CancelRun))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunId.IsValid(runId))
        {
            return Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.");
        }

        if (await RequestBody.RefuseAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await canceller.CancelAsync(client, runId, reason: null, cancellationToken);
            return Responses.Accepted(request, runId);
        }
        catch (UnknownRunException exception)
        {
            return Responses.NotFound(exception.Message);
        }
        catch (RunConflictException exception)
        {
            return Responses.Conflict(exception.Message);
        }
    }
}

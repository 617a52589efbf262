using Etl.Core.Runs;
using Etl.Functions.Backfills;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST backfills/{id}/cancel</c></summary>
public sealed class CancelBackfill(BackfillCanceller canceller)
{
    /// <summary>Starts no more runs and cancels those that run: 202. 409 when all have ended.</summary>
    [Function(nameof(CancelBackfill))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backfills/{id}/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunId.IsValid(id))
        {
            return Responses.NotFound(new UnknownBackfillException(id).Message);
        }

        if (await RequestBody.RefuseAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await canceller.CancelAsync(client, id, cancellationToken);
            return Responses.AcceptedBackfill(request, id);
        }
        catch (UnknownBackfillException exception)
        {
            return Responses.NotFound(exception.Message);
        }
        catch (RunConflictException exception)
        {
            return Responses.Conflict(exception.Message);
        }
    }
}

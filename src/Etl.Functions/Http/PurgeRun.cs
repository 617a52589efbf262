using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/purge</c></summary>
public sealed class PurgeRun(RunPurger purger)
{
    /// <summary>Deletes the durable history of a run that has ended, and keeps its records: 202, also when that was done already. 409 when it has not ended.</summary>
    [Function(nameof(PurgeRun))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/purge")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken) =>
        RunAction.AnswerAsync(request, runId, () => purger.PurgeAsync(client, runId, cancellationToken));
}

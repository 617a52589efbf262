using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/terminate</c></summary>
public sealed class TerminateRun(RunTerminator terminator)
{
    /// <summary>Ends a run at once, as Cancelled: 202, also when it was terminated or cancelled already. 409 when it has published, publishes or has failed.</summary>
    [Function(nameof(TerminateRun))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/terminate")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken) =>
        RunAction.AnswerAsync(request, runId, () => terminator.TerminateAsync(client, runId, cancellationToken));
}

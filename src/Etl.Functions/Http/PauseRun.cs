using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/pause</c></summary>
public sealed class PauseRun(RunPauser pauser)
{
    /// <summary>Starts no further task of a run: 202, also when it is paused already. 409 when it has ended.</summary>
    [Function(nameof(PauseRun))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/pause")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken) =>
        RunAction.AnswerAsync(request, runId, () => pauser.PauseAsync(client, runId, cancellationToken));
}

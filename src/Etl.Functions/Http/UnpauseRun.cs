using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/unpause</c></summary>
public sealed class UnpauseRun(RunPauser pauser)
{
    /// <summary>Lets a paused run go on: 202, also when it is not paused. 409 when it has ended.</summary>
    [Function(nameof(UnpauseRun))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/unpause")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken) =>
        RunAction.AnswerAsync(request, runId, () => pauser.UnpauseAsync(client, runId, cancellationToken));
}

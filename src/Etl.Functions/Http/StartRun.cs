using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST pipelines/{pipeline}/runs</c></summary>
public sealed class StartRun(PipelineCatalog catalog, RunPlanner planner, RunStarter starter)
{
    /// <summary>
    /// Starts a run: 202 with its location. A repeated <c>Idempotency-Key</c> with the same body gives the same answer, whatever has become of the run.
    /// </summary>
    [Function(nameof(StartRun))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pipelines/{pipeline}/runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string pipeline,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            catalog.Get(pipeline);
            var (document, refusal) = await RequestBody.ReadAsync(request, cancellationToken);
            if (document is null)
            {
                return refusal!;
            }

            using (document)
            {
                var body = new StartRunBody();
                var run = body.Read(pipeline, Caller.Origin(request), document.RootElement);
                var problems = new List<RunProblem>();
                var key = IdempotencyKey.Read(request, problems);
                problems.AddRange(body.Problems);
                if (problems.Count > 0)
                {
                    problems.AddRange(await planner.FindProblemsAsync(run, cancellationToken));
                    return Responses.Invalid($"The request has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.", problems);
                }

                var runId = key is null ? null : RunId.ForIdempotencyKey(pipeline, key);
                var started = await starter.StartAsync(client, run, runId, cancellationToken);
                return Responses.Accepted(request, started.Claim.Job.RunId);
            }
        }
        catch (UnknownPipelineException exception)
        {
            return Responses.NotFound(exception.Message);
        }
        catch (InvalidRunRequestException exception)
        {
            return Responses.Invalid(exception.Message, exception.Problems);
        }
        catch (RunConflictException exception)
        {
            return Responses.Conflict(exception.Message);
        }
    }
}

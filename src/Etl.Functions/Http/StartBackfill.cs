using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions.Backfills;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST pipelines/{pipeline}/backfills</c></summary>
public sealed class StartBackfill(PipelineCatalog catalog, BackfillStarter starter)
{
    /// <summary>Starts a run for each business date of a range: 202 with the location of the backfill. A repeated <c>Idempotency-Key</c> with the same body gives the same answer, and goes on with it.</summary>
    [Function(nameof(StartBackfill))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pipelines/{pipeline}/backfills")] HttpRequest request,
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
                var body = new BackfillBody();
                var backfill = body.Read(pipeline, Caller.Origin(request), document.RootElement);
                var problems = new List<RunProblem>();
                var key = IdempotencyKey.Read(request, problems);
                problems.AddRange(body.Problems);
                if (problems.Count > 0)
                {
                    problems.AddRange(await starter.FindProblemsAsync(backfill, cancellationToken));
                    return Responses.Invalid($"The request has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.", problems);
                }

                var id = key is null ? null : BackfillId.ForIdempotencyKey(pipeline, key);
                var started = await starter.StartAsync(client, backfill, id, cancellationToken);
                return Responses.AcceptedBackfill(request, started.Claim.Id);
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

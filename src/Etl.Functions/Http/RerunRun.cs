using System.Text.Json;
using Etl.Core.Runs;
using Etl.Core.Text;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>POST runs/{runId}/rerun</c></summary>
public sealed class RerunRun(RunRepeater repeater)
{
    private const string FromFailed = "fromFailed";

    /// <summary>
    /// Repeats a run that has ended: 202 with the location of the new one. 409 when it has not ended, or nothing of it failed. A repeated <c>Idempotency-Key</c> with the same
    /// body gives the same answer.
    /// </summary>
    [Function(nameof(RerunRun))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{runId}/rerun")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string runId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunId.IsValid(runId))
        {
            return Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.");
        }

        var (document, refusal) = await RequestBody.ReadAsync(request, cancellationToken);
        if (document is null)
        {
            return refusal!;
        }

        using (document)
        {
            var (fromFailed, problems) = Read(document.RootElement);
            var key = IdempotencyKey.Read(request, problems);
            return problems.Count > 0
                ? Responses.Invalid($"The request has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.", problems)
                : await AnswerAsync(request, client, runId, fromFailed, key, cancellationToken);
        }
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, DurableTaskClient client, string runId, bool fromFailed, string? key, CancellationToken cancellationToken)
    {
        try
        {
            var started = await repeater.RepeatAsync(client, runId, fromFailed, Caller.Origin(request), key, cancellationToken);
            return Responses.Accepted(request, started.Claim.Job.RunId);
        }
        catch (Exception exception) when (exception is UnknownRunException or Core.Pipelines.UnknownPipelineException)
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

    private static (bool FromFailed, List<RunProblem> Problems) Read(JsonElement body)
    {
        var fromFailed = false;
        var problems = new List<RunProblem>();
        if (body.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new RunProblem("invalid-body", "The body must be a JSON object, such as {\"fromFailed\": true}."));
            return (false, problems);
        }

        foreach (var field in body.EnumerateObject())
        {
            if (field.Name != FromFailed)
            {
                problems.Add(new RunProblem("unknown-field", $"The body has no field '{field.Name}'.{Suggestion.DidYouMean(field.Name, [FromFailed])} It has: {FromFailed}."));
            }
            else if (field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
            {
                fromFailed = field.Value.ValueKind == JsonValueKind.True;
            }
            else
            {
                problems.Add(new RunProblem("invalid-field", $"Field '{FromFailed}' must be true or false, not {field.Value.GetRawText()}."));
            }
        }

        return (fromFailed, problems);
    }
}

using Etl.Core.Runs;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>The answers of all requests that act on a run.</summary>
internal static class RunAction
{
    /// <summary>202 with the run's location; 404 and 409 as problem details.</summary>
    public static async Task<IResult> AnswerAsync(HttpRequest request, string runId, Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunId.IsValid(runId))
        {
            return Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.");
        }

        if (await RequestBody.RefuseAsync(request, request.HttpContext.RequestAborted) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await act();
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

using Etl.Functions.Http;
using Etl.Local.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting.Http;

/// <summary>Turns what nobody answered, and what threw, into problem details. Nothing of an exception but its kind of failure leaves the process.</summary>
internal sealed class RequestErrors(ILogger logger, long maxRequestBodyBytes)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("{Method} {Path}: the caller went away", context.Request.Method, context.Request.Path);
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var tooLarge = e.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await WriteAsync(context, e.StatusCode, tooLarge ? $"The body of a request may have at most {maxRequestBodyBytes} bytes." : e.Message);
            return;
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }

            if (StoreFailures.Answer(e) is { } answer)
            {
                context.Response.Clear();
                await answer.ExecuteAsync(context);
                return;
            }

            if (e is HubException)
            {
                await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The task hub can't be read or written. The log of the host says why.");
                return;
            }

            await WriteAsync(context, StatusCodes.Status500InternalServerError, "The function failed. The log of the host says why.");
            return;
        }

        await AnswerUnmatchedAsync(context);
    }

    private static Task AnswerUnmatchedAsync(HttpContext context)
    {
        var matched = context.GetEndpoint()?.Metadata.GetMetadata<FunctionEndpoints.Marker>() is not null;
        if (matched || context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.WriteAsync(context, StatusCodes.Status404NotFound, $"There is nothing at {request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Problem.WriteAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                $"{request.Method} is not for {request.Path}. Allowed: {context.Response.Headers.Allow}."),
            _ => Task.CompletedTask,
        };
    }

    private static Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.Clear();
        return Problem.WriteAsync(context, status, detail);
    }
}

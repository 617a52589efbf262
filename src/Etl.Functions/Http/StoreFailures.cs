using System.Globalization;
using Etl.Storage.Objects;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>What HTTP functions let fall through to their host: a store that does not answer just now. Both hosts ask here, so that no caller gets a bare 500 for it.</summary>
public static class StoreFailures
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>503 with problem details for a store failure that may pass; null for every other exception. Nothing of the exception is in the answer.</summary>
    public static IResult? Answer(Exception exception) => exception switch
    {
        StoreException { IsTransient: true } => new Unavailable(),
        AggregateException { InnerExceptions: [var only] } => Answer(only),
        _ => null,
    };

    private sealed class Unavailable : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((int)RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Responses.Problem(StatusCodes.Status503ServiceUnavailable, "Store not available", "The store of the models does not answer just now. Repeat the request; with an Idempotency-Key nothing is started twice. The log of the host says more.")
                .ExecuteAsync(httpContext);
        }
    }
}

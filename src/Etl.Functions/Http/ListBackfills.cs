using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET backfills</c></summary>
public sealed class ListBackfills(BackfillRecords backfills)
{
    private const int DefaultBackfills = 100;
    private const int MaxBackfills = 500;

    /// <summary>Backfills, newest first: of a <c>pipeline</c>; <c>limit</c> of them (default 100, at most 500).</summary>
    [Function(nameof(ListBackfills))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backfills")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "pipeline", "limit");
        var pipeline = query.Value("pipeline") is { Length: > 0 } name ? name : null;
        var limit = query.Number("limit", DefaultBackfills, 1, MaxBackfills);
        return query.Problems.Count == 0
            ? Responses.Json(await backfills.ListAsync(pipeline, limit, cancellationToken))
            : Responses.Invalid("The query can't be answered.", query.Problems);
    }
}

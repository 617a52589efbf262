using Etl.Core.Runs;
using Etl.Functions.Backfills;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET backfills/{id}</c></summary>
public sealed class GetBackfill(BackfillRecords backfills)
{
    /// <summary>Where a backfill and each of its dates stand.</summary>
    [Function(nameof(GetBackfill))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backfills/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var backfill = RunId.IsValid(id) ? await backfills.ReadAsync(id, cancellationToken) : null;
        return backfill is null ? Responses.NotFound(new UnknownBackfillException(id).Message) : Responses.Json(backfill);
    }
}

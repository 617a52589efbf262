using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Functions.Models;
using Etl.Storage.ModelData;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET models/{model}/data</c></summary>
public sealed class GetModelData(ModelQueries models, ModelStore store)
{
    private const int DefaultRows = 100;
    private const int MaxRows = 10_000;

    /// <summary>
    /// The first rows of a version as a JSON array, <c>limit</c> of them (default 100, at most 10,000); a document as its only element; a file as it is.
    /// The latest version, unless <c>version</c> or <c>partition</c> names another.
    /// </summary>
    [Function(nameof(GetModelData))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/data")] HttpRequest request,
        string model,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "version", "partition", "limit");
        var limit = query.Number("limit", DefaultRows, 0, MaxRows);
        if (query.Problems.Count > 0)
        {
            return Responses.Invalid("The query can't be answered.", query.Problems);
        }

        try
        {
            var version = await models.FindVersionAsync(query.Reference(model), cancellationToken);
            return version.Format == ModelFormat.Bytes
                ? Responses.File(request, await store.OpenContentAsync(version, cancellationToken), version.MediaType)
                : Responses.Json(await ReadAsync(version, limit, cancellationToken));
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
        catch (ModelContentException exception)
        {
            return Responses.Damaged(exception.Message);
        }
    }

    private async Task<IReadOnlyList<JsonElement>> ReadAsync(ModelVersion version, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<JsonElement>();
        if (limit > 0)
        {
            await foreach (var row in store.ReadRowsAsync(version, cancellationToken))
            {
                rows.Add(row);
                if (rows.Count == limit)
                {
                    break;
                }
            }
        }

        return rows;
    }
}

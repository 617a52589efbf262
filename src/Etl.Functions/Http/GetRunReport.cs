using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Functions.Models;
using Etl.Storage.ModelData;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET runs/{runId}/reports/{model}</c></summary>
public sealed class GetRunReport(ModelQueries models, ModelStore store)
{
    /// <summary>A file that a run published, such as a report, with its content type.</summary>
    [Function(nameof(GetRunReport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{runId}/reports/{model}")] HttpRequest request,
        string runId,
        string model,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunId.IsValid(runId))
        {
            return Responses.NotFound($"There is no run '{runId}' in this store. GET runs lists them.");
        }

        try
        {
            var version = await models.FindVersionAsync($"{model}@{runId}", cancellationToken);
            return version.Format == ModelFormat.Bytes
                ? Responses.File(request, await store.OpenContentAsync(version, cancellationToken), version.MediaType)
                : Responses.NotFound($"Model '{model}' is no report but {version.Rows} rows. Get them by GET models/{model}/data?version={version.Version}.");
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}

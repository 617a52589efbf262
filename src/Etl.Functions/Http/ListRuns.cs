using Etl.Core.Registry;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET runs</c></summary>
public sealed class ListRuns(RunRecords records)
{
    private const int MaxRuns = 100;

    /// <summary>The newest runs, at most 100.</summary>
    [Function(nameof(ListRuns))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var runs = new List<RunIndexEntry>();
        await foreach (var run in records.ListRunsAsync(cancellationToken))
        {
            runs.Add(run);
            if (runs.Count == MaxRuns)
            {
                break;
            }
        }

        return Responses.Json(runs);
    }
}

using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Http;

/// <summary><c>GET runs</c></summary>
public sealed class ListRuns(RunRecords records)
{
    private const int DefaultRuns = 100;
    private const int MaxRuns = 500;

    /// <summary>
    /// Runs, newest first: of a <c>pipeline</c>, with a <c>status</c> (or several, with commas), <c>from</c> and <c>to</c> a business date; <c>limit</c> of them (default 100, at most 500).
    /// Where there are more, the header <c>Link</c> has the address of the next page; with filters a page may have fewer runs than asked for, or none, and still be followed by others.
    /// </summary>
    [Function(nameof(ListRuns))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "pipeline", "status", "from", "to", "limit", "after");
        var filter = new RunFilter
        {
            Pipeline = query.Value("pipeline") is { Length: > 0 } pipeline ? pipeline : null,
            Statuses = ReadStatuses(query),
            From = query.Date("from"),
            To = query.Date("to"),
        };
        var limit = query.Number("limit", DefaultRuns, 1, MaxRuns);
        var after = query.Value("after");
        if (query.Problems.Count == 0)
        {
            try
            {
                var page = await ReadAsync(client, filter, limit, after.Length == 0 ? null : after, cancellationToken);
                if (page.Next is { } next)
                {
                    request.HttpContext.Response.Headers.Link = $"<{NextPage(request, next)}>; rel=\"next\"";
                }

                return Responses.Json(page.Runs);
            }
            catch (ArgumentException)
            {
                query.Refuse("The query's 'after' is none that a page of this list gave: take the address of the next page from the header Link, as it is.");
            }
        }

        return Responses.Invalid("The query can't be answered.", query.Problems);
    }

    /// <summary>Only the hub knows which runs are paused. It is asked once: for all runs that the page may have, or for those that it has.</summary>
    private async Task<RunPage> ReadAsync(DurableTaskClient client, RunFilter filter, int limit, string? after, CancellationToken cancellationToken)
    {
        if (filter.Statuses is not { } statuses || !(statuses.Contains(RunStatus.Running) || statuses.Contains(RunStatus.Paused)))
        {
            var page = await records.ListRunsAsync(filter, limit, after, cancellationToken);
            return page with { Runs = await PausedRuns.ShowAsync(client, page.Runs, cancellationToken) };
        }

        var paused = await PausedRuns.FindAsync(client, cancellationToken);
        return paused.Count == 0 && statuses.All(status => status == RunStatus.Paused)
            ? new RunPage([], Next: null)
            : await records.ListRunsAsync(filter with { StatusOfOpen = run => paused.Contains(run.RunId) ? RunStatus.Paused : RunStatus.Running }, limit, after, cancellationToken);
    }

    private static IReadOnlyList<RunStatus>? ReadStatuses(RequestQuery query)
    {
        var text = query.Value("status");
        if (text.Length == 0)
        {
            return null;
        }

        var problems = new List<string>();
        var statuses = ListedStatuses.Parse(text, ListedStatuses.OfApp, problems);
        problems.ForEach(problem => query.Refuse($"The query's 'status' {problem}"));
        return statuses;
    }

    /// <summary>The same query, without the function key: addresses are logged.</summary>
    private static string NextPage(HttpRequest request, string next)
    {
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key is not (RequestQuery.Code or "after"))) { { "after", next } };
        return $"{request.PathBase}{request.Path}{query}";
    }
}

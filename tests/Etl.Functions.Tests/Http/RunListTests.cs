using System.Net;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;

namespace Etl.Functions.Tests.Http;

/// <summary>GET runs over a store of its own, with runs of two pipelines on many days.</summary>
public sealed class RunListTests : IAsyncLifetime
{
    private const int Runs = 30;
    private readonly TestApp _app = new(new Pipeline("even", [Numbers.Sum("A")]), new Pipeline("odd", [Numbers.Sum("B")]));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        for (var i = 0; i < Runs; i++)
        {
            var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i);
            var name = i % 2 == 0 ? "even" : "odd";
            var job = new JobContext($"{name}-{i:00}", name, "test", new DateOnly(2026, 10, 1).AddDays(i), at, new SortedDictionary<string, string>(StringComparer.Ordinal));
            var request = new RunRequest { Pipeline = name };
            var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, job.RunId, name, [], [], FailureMode.Continue, 1, TimeSpan.Zero);
            await _app.Records.ClaimAsync(new RunClaim(RunClaim.CurrentSchema, job, request, request.Hash(), snapshot), Cancellation);
            if (i % 3 != 0)
            {
                await _app.Records.FinishAsync(
                    new RunDocument { RunId = job.RunId, Pipeline = name, Status = i % 3 == 1 ? RunStatus.Succeeded : RunStatus.Failed, StartedAt = at, BusinessDate = job.BusinessDate, DurationMs = i, Tasks = [], Models = [] },
                    Cancellation);
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(500)]
    public async Task Pages_HaveEveryRunOnceNewestFirst(int limit)
    {
        var pages = await PagesAsync($"/api/runs?limit={limit}");

        Assert.Equal(Enumerable.Range(0, Runs).Reverse().Select(Name), pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
        Assert.Equal((Runs + limit - 1) / limit, pages.Count);
    }

    [Fact]
    public async Task Pages_AreNotMovedByRunsThatStartAndEndMeanwhile()
    {
        var first = await GetAsync("/api/runs?limit=10");
        await _app.StartRunAsync("even");
        var running = await _app.DocumentAsync(Name(21));
        await _app.Records.FinishAsync(running with { Status = RunStatus.Cancelled, DurationMs = 1 }, Cancellation);

        var second = await GetAsync(first.Next!);

        Assert.Equal(Enumerable.Range(20, 10).Reverse().Select(Name), first.Runs);
        Assert.Equal(Enumerable.Range(10, 10).Reverse().Select(Name), second.Runs);
    }

    [Fact]
    public async Task Filters_AreAllApplied()
    {
        Assert.Equal(Where(i => i % 2 == 0), await AllAsync("pipeline=even"));
        Assert.Equal(Where(i => i % 3 == 2), await AllAsync("status=Failed"));
        Assert.Equal(Where(i => i % 3 != 1), await AllAsync("status=failed,Running"));
        Assert.Equal(Where(i => i >= 10), await AllAsync("from=2026-10-11"));
        Assert.Equal(Where(i => i <= 10), await AllAsync("to=2026-10-11"));
        Assert.Equal(Where(i => i is >= 5 and <= 20 && i % 2 == 1 && i % 3 == 1), await AllAsync("pipeline=odd&status=Succeeded&from=2026-10-06&to=2026-10-21"));
        Assert.Empty(await AllAsync("pipeline=none"));
    }

    [Fact]
    public async Task Statuses_AreThoseThatTheHostKnowsOfRunsThatHaveNotEnded()
    {
        var filter = new RunFilter { Statuses = [RunStatus.Paused], StatusOfOpen = run => run.RunId is "odd-15" or "even-12" ? RunStatus.Paused : RunStatus.Running };

        var page = await _app.Records.ListRunsAsync(filter, 10, after: null, Cancellation);
        var others = await _app.Records.ListRunsAsync(filter with { Statuses = [RunStatus.Running] }, 100, after: null, Cancellation);

        Assert.Equal([("odd-15", RunStatus.Paused), ("even-12", RunStatus.Paused)], page.Runs.Select(run => (run.RunId, run.Status)));
        Assert.Equal(Where(i => i % 3 == 0 && i is not (12 or 15)), others.Runs.Select(run => run.RunId));
    }

    [Fact]
    public async Task Filters_HoldForTheNextPages()
    {
        var pages = await PagesAsync("/api/runs?pipeline=odd&limit=4");

        Assert.Equal(Where(i => i % 2 == 1), pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(4, page.Count));
    }

    [Fact]
    public async Task NextPage_DoesNotCarryTheFunctionKey()
    {
        var page = await GetAsync("/api/runs?limit=1&code=secret");

        Assert.StartsWith("/api/runs?limit=1&after=", page.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithManyProblems_IsAnsweredWithAllOfThem()
    {
        var (status, body) = await RefusedAsync("/api/runs?limt=1&limit=0&from=yesterday&status=Done&pipeline=a&pipeline=b");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        foreach (var expected in new[] { "Did you mean 'limit'?", "'limit' is a whole number from 1 to 500", "'from' is a date", "'status' is one of Running, Paused, Succeeded, Failed, Cancelled, not 'Done'.", "'pipeline' 2 times" })
        {
            Assert.Contains(expected, body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("e30")]
    [InlineData("eyJhZnRlciI6ImhlYWRzL3Jvb3QuanNvbiJ9")]
    [InlineData("../../etc/passwd")]
    public async Task ContinuationThatNoPageGave_IsRefused(string after) =>
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await RefusedAsync($"/api/runs?after={after}")).Status);

    [Fact]
    public async Task Page_CostsTheSameWhereverItIs()
    {
        var store = new CountingStore(_app.Store);
        var records = new RunRecords(store, _app.Time);
        var costs = new List<int>();
        string? next = null;
        do
        {
            store.TakeCount();
            next = (await records.ListRunsAsync(new RunFilter(), 5, next, Cancellation)).Next;
            costs.Add(store.TakeCount());
        }
        while (next is not null);

        // The listing in which the page before ended is listed again.
        Assert.Equal(6, costs.Count);
        Assert.All(costs, cost => Assert.InRange(cost, 1, 3));
    }

    private static string Name(int i) => $"{(i % 2 == 0 ? "even" : "odd")}-{i:00}";

    private static IEnumerable<string> Where(Func<int, bool> condition) => Enumerable.Range(0, Runs).Reverse().Where(condition).Select(Name);

    private async Task<IEnumerable<string>> AllAsync(string query) => (await PagesAsync($"/api/runs?{query}")).SelectMany(page => page);

    private async Task<List<List<string>>> PagesAsync(string path)
    {
        var pages = new List<List<string>>();
        for (var next = path; next is not null;)
        {
            (var runs, next) = await GetAsync(next);
            pages.Add(runs);
            Assert.InRange(pages.Count, 1, Runs + 1);
        }

        return pages;
    }

    private async Task<(List<string> Runs, string? Next)> GetAsync(string path)
    {
        using var response = await _app.Http.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        var link = response.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
        Assert.True(link is null || (link.StartsWith('<') && link.EndsWith(">; rel=\"next\"", StringComparison.Ordinal)), link);
        return ([.. json.RootElement.EnumerateArray().Select(run => run.GetProperty("runId").GetString()!)], link?[1..link.IndexOf('>', StringComparison.Ordinal)]);
    }

    private async Task<(HttpStatusCode Status, string Body)> RefusedAsync(string path)
    {
        using var response = await _app.Http.GetAsync(path, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}

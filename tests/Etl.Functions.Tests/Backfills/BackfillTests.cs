using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Tests.Http;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;

namespace Etl.Functions.Tests.Backfills;

/// <summary>Backfills over HTTP, on the durable host.</summary>
public sealed class BackfillTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<DateOnly> _started = new();
    private readonly ConcurrentDictionary<DateOnly, TaskCompletionSource> _gates = new();
    private readonly TestApp _app;
    private int _running;
    private int _most;

    public BackfillTests()
    {
        var count = EtlTask.Create("Count", [], [Model.Of<Nights>()], async (context, token) =>
        {
            _started.Enqueue(context.Job.BusinessDate);
            await context.Output(Model.Of<Nights>()).WriteAllAsync([new Number(context.Job.BusinessDate.Day)], token);
        });
        var gated = Numbers.Task(
            "Wait",
            async (context, token) =>
            {
                _started.Enqueue(context.Job.BusinessDate);
                var running = Interlocked.Increment(ref _running);
                InterlockedMax(running);
                await Gate(context.Job.BusinessDate).Task.WaitAsync(token);
                Interlocked.Decrement(ref _running);
            },
            TaskPolicy.Once);
        var failing = Numbers.Task("Odd", (context, _) => context.Job.BusinessDate.Day % 2 == 1 ? throw new PermanentTaskException("odd") : Task.CompletedTask);
        _app = new TestApp(
            new Pipeline("nights", [count]) { Parameters = [new Parameter("size", "small")] },
            new Pipeline("gated", [gated]),
            new Pipeline("failing", [failing]),
            new Pipeline("plain", [Numbers.Sum("A")]));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Backfill_RunsEachDateOldestFirst(bool replayEveryStep)
    {
        _app.Engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off };
        await _app.StartAsync();

        var accepted = await PostAsync("nights", """{"from": "2026-11-01", "to": "2026-11-04"}""", "november");
        var backfill = await FollowAsync(accepted);

        var id = BackfillId.ForIdempotencyKey("nights", "november");
        Assert.Equal($"/api/backfills/{id}", accepted.Location!.ToString());
        Assert.Equal((id, "Succeeded", 4, 0, 0, 0), (Text(backfill, "id"), Text(backfill, "status"), Number(backfill, "succeeded"), Number(backfill, "failed"), Number(backfill, "running"), Number(backfill, "pending")));
        Assert.Equal([Day(1), Day(2), Day(3), Day(4)], _started);
        foreach (var run in backfill.GetProperty("runs").EnumerateArray())
        {
            var document = await _app.DocumentAsync(Text(run, "runId"));
            Assert.Equal((RunStatus.Succeeded, Text(run, "businessDate")), (document.Status, document.BusinessDate.ToString("yyyy-MM-dd", null)));
        }
    }

    [Fact]
    public async Task Backfill_RunsNoMoreAtATimeThanAllowed()
    {
        await _app.StartAsync();
        var accepted = await PostAsync("gated", """{"from": "2026-11-01", "to": "2026-11-05", "maxParallel": 2}""");
        await Eventually.TrueAsync(() => Task.FromResult(_started.Count == 2));

        var before = await GetAsync(accepted);
        foreach (var day in new[] { 2, 1, 3, 4, 5 })
        {
            await Eventually.TrueAsync(() => Task.FromResult(_started.Contains(Day(day))));
            Gate(Day(day)).SetResult();
        }

        Assert.Equal(("Running", 2, 3), (Text(before, "status"), Number(before, "running"), Number(before, "pending")));
        Assert.Equal(5, Number(await FollowAsync(accepted), "succeeded"));
        Assert.Equal(2, _most);
        Assert.Equal([Day(1), Day(2)], _started.Take(2).Order());
    }

    [Fact]
    public async Task FailedDates_DoNotStopTheOthers()
    {
        await _app.StartAsync();

        var backfill = await FollowAsync(await PostAsync("failing", """{"from": "2026-11-01", "to": "2026-11-04", "maxParallel": 4}"""));

        Assert.Equal(("Failed", 2, 2), (Text(backfill, "status"), Number(backfill, "succeeded"), Number(backfill, "failed")));
        Assert.Equal(["Failed", "Succeeded", "Failed", "Succeeded"], backfill.GetProperty("runs").EnumerateArray().Select(run => Text(run, "status")));
    }

    [Fact]
    public async Task Repeated_WithTheSameKey_StartsNothingTwice()
    {
        await _app.StartAsync();
        const string Body = """{"from": "2026-11-01", "to": "2026-11-02", "parameters": {"size": "large"}}""";
        var first = await PostAsync("nights", Body, "again");
        await FollowAsync(first);

        var second = await PostAsync("nights", Body, "again");
        var other = await PostAsync("nights", """{"from": "2026-11-01", "to": "2026-11-03"}""", "again");

        Assert.Equal((HttpStatusCode.Accepted, first.Location), (second.Status, second.Location));
        other.ShouldBeProblem(HttpStatusCode.Conflict);
        Assert.Equal(2, _started.Count);
        var claim = await _app.Records.FindClaimAsync(BackfillId.RunOf(Text(first.Json, "id"), Day(1)), Cancellation);
        Assert.Equal("large", claim!.Job.Parameter("size"));
    }

    [Fact]
    public async Task Cancel_StopsWhatRunsAndStartsNoMore()
    {
        await _app.StartAsync();
        var accepted = await PostAsync("gated", """{"from": "2026-11-01", "to": "2026-11-05", "maxParallel": 2}""");
        await Eventually.TrueAsync(() => Task.FromResult(_started.Count == 2));

        var cancelled = await CancelAsync(accepted);
        var backfill = await FollowAsync(accepted);
        var again = await CancelAsync(accepted);

        Assert.Equal((HttpStatusCode.Accepted, accepted.Location), (cancelled.Status, cancelled.Location));
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        Assert.Equal(("Cancelled", 5, 0), (Text(backfill, "status"), Number(backfill, "cancelled"), Number(backfill, "pending")));
        Assert.Equal(2, _started.Count);
        Assert.Equal(RunStatus.Cancelled, (await _app.DocumentAsync(BackfillId.RunOf(Text(accepted.Json, "id"), Day(2)))).Status);
    }

    [Fact]
    public async Task Cancel_OfABackfillThatHasEnded_IsAConflict()
    {
        await _app.StartAsync();
        var accepted = await PostAsync("nights", """{"from": "2026-11-01", "to": "2026-11-01"}""");
        await FollowAsync(accepted);

        (await CancelAsync(accepted)).ShouldBeProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Backfill_WhoseProcessDied_GoesOnWithTheNext()
    {
        await _app.StartAsync();
        var accepted = await PostAsync("gated", """{"from": "2026-11-01", "to": "2026-11-03"}""");
        await Eventually.TrueAsync(() => Task.FromResult(_started.Count == 1));
        foreach (var day in new[] { 1, 2, 3 })
        {
            Gate(Day(day)).TrySetResult();
        }

        await _app.RestartAsync();
        var backfill = await FollowAsync(accepted);

        Assert.Equal(("Succeeded", 3), (Text(backfill, "status"), Number(backfill, "succeeded")));
        Assert.Equal(3, (await _app.Records.ListRunsAsync(Cancellation).ToListAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task List_HasTheNewestFirstAndHowTheyEnded()
    {
        await _app.StartAsync();
        var nights = await PostAsync("nights", """{"from": "2026-11-01", "to": "2026-11-03", "maxParallel": 3}""");
        await FollowAsync(nights);
        var failing = await PostAsync("failing", """{"from": "2026-11-01", "to": "2026-11-02"}""");
        await FollowAsync(failing);
        var gated = await PostAsync("gated", """{"from": "2026-11-01", "to": "2026-11-02"}""");

        Assert.Equal([(Id(gated), "Running", 2), (Id(failing), "Failed", 2), (Id(nights), "Succeeded", 3)], await ListAsync(""));
        Assert.Equal([(Id(gated), "Running", 2)], await ListAsync("?limit=1"));
        Assert.Equal([(Id(nights), "Succeeded", 3)], await ListAsync("?pipeline=nights"));
        Assert.Empty(await ListAsync("?pipeline=none"));
        await CancelAsync(gated);
        await FollowAsync(gated);
        Assert.Equal((Id(gated), "Cancelled", 2), (await ListAsync("?pipeline=gated"))[0]);
        (await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/backfills?limit=0&page=2"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        static string Id(HttpAnswer accepted) => Text(accepted.Json, "id");

        async Task<List<(string, string, int)>> ListAsync(string query) =>
            [.. (await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/backfills{query}"))).Json.EnumerateArray().Select(entry => (Text(entry, "id"), Text(entry, "status"), Number(entry, "dates")))];
    }

    [Fact]
    public async Task List_OfManyBackfills_CostsOneListing()
    {
        var store = new CountingStore(_app.Store);
        var backfills = new Storage.Registry.BackfillRecords(store);
        var start = new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 50; i++)
        {
            var request = new BackfillRequest { Run = new RunRequest { Pipeline = i % 2 == 0 ? "even" : "odd" }, From = Day(1), To = Day(2) };
            var claim = new BackfillClaim(BackfillClaim.CurrentSchema, $"b-{i:00}", request, request.Hash(), [Day(1), Day(2)], start.AddMinutes(i), "claim");
            await backfills.ClaimAsync(claim, Cancellation);
            await backfills.EndAsync(claim, RunStatus.Succeeded, Cancellation);
        }

        store.TakeCount();
        Assert.Equal(["b-49", "b-48", "b-47"], (await backfills.ListAsync(null, 3, Cancellation)).Select(entry => entry.Id));
        Assert.InRange(store.TakeCount(), 1, 2);
        Assert.Equal(["b-48", "b-46"], (await backfills.ListAsync("even", 2, Cancellation)).Select(entry => entry.Id));
        Assert.Equal(1, store.TakeCount());
        Assert.All(await backfills.ListAsync(null, 500, Cancellation), entry => Assert.Equal(RunStatus.Succeeded, entry.Status));
    }

    [Fact]
    public async Task MissingOnly_RunsDatesWithoutTheirPartition()
    {
        await _app.StartAsync();
        await _app.RunAsync("nights", businessDate: Day(2));

        var backfill = await FollowAsync(await PostAsync("nights", """{"from": "2026-11-01", "to": "2026-11-03", "missingOnly": true}"""));

        Assert.Equal(["2026-11-01", "2026-11-03"], backfill.GetProperty("runs").EnumerateArray().Select(run => Text(run, "businessDate")));
        (await PostAsync("plain", """{"from": "2026-11-01", "to": "2026-11-03", "missingOnly": true}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task RequestWithManyProblems_IsAnsweredWithAllOfThem()
    {
        await _app.StartAsync();

        var answer = (await PostAsync("nights", """{"to": "soon", "maxParallel": 0, "missingOnly": 1, "businessDate": "2026-11-01", "parameters": {"sise": 1}}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["missing-field", "invalid-field", "invalid-field", "invalid-field", "unknown-field", "unknown-parameter"], answer.Codes);
    }

    [Theory]
    [InlineData("""{"from": "2026-11-02", "to": "2026-11-01"}""", "invalid-range")]
    [InlineData("""{"from": "2020-01-01", "to": "2026-11-01"}""", "too-many-runs")]
    [InlineData("""{"from": "0001-01-01", "to": "9999-12-31"}""", "too-many-runs")]
    public async Task RangeThatIsNone_IsRefused(string body, string code)
    {
        await _app.StartAsync();

        Assert.Equal([code], (await PostAsync("nights", body)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Codes);
        Assert.Empty(await _app.ObjectsAsync("backfills/"));
    }

    private static DateOnly Day(int day) => new(2026, 11, day);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private TaskCompletionSource Gate(DateOnly date) => _gates.GetOrAdd(date, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void InterlockedMax(int running)
    {
        int most;
        while ((most = Volatile.Read(ref _most)) < running && Interlocked.CompareExchange(ref _most, running, most) != most)
        {
            // Another one was faster.
        }
    }

    private async Task<JsonElement> FollowAsync(HttpAnswer accepted)
    {
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.Body);
        var backfill = default(JsonElement);
        await Eventually.TrueAsync(async () => Enum.Parse<RunStatus>(Text(backfill = await GetAsync(accepted), "status")).HasEnded());
        await _app.EndOfAsync(Text(backfill, "id"));
        return backfill;
    }

    private async Task<JsonElement> GetAsync(HttpAnswer accepted)
    {
        using var response = await _app.Http.GetAsync(accepted.Location, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;
    }

    private Task<HttpAnswer> CancelAsync(HttpAnswer accepted) => SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{accepted.Location}/cancel"));

    private Task<HttpAnswer> PostAsync(string pipeline, string body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{pipeline}/backfills") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    private async Task<HttpAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _app.Http.SendAsync(request, Cancellation))
        {
            return new HttpAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    internal sealed class Nights : Model<Number>
    {
        public override PartitionBy PartitionBy => PartitionBy.Day;
    }
}

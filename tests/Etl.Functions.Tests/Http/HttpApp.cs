using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Http;

/// <summary>One app for all tests of the API, over the local host's real web server.</summary>
public sealed class HttpApp : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly TestApp _app;

    public HttpApp()
    {
        var gated = Numbers.Task("Wait", (context, token) => Gate(context.Job.Parameter("gate")).Task.WaitAsync(token), TaskPolicy.Once);
        _app = new TestApp(
            new Pipeline("sales", [Numbers.Sum("A"), new TaskGroup("reports", [Numbers.Sum("B", "A")])])
            {
                Description = "What was sold.",
                Parameters = [new Parameter("size", "small"), new Parameter("year", "2026")],
                Schedules = [new Schedule("nightly", new TimeOnly(2, 30), "Europe/Lisbon")],
            },
            new Pipeline("gated", [gated]) { Parameters = [new Parameter("gate")] },
            new Pipeline("pages", [EtlTask.Create("Page", [], [Model.Of<Page>()], WritePageAsync), EtlTask.Create("Note", [], [Model.Of<Note>()], (context, token) => context.WriteAsync(Model.Of<Note>(), new Number(7), token))]),
            new Pipeline("nights", [EtlTask.Create("Count", [], [Model.Of<Nights>()], (context, token) => context.Output(Model.Of<Nights>()).WriteAllAsync([new Number(context.Job.BusinessDate.Month), new Number(2), new Number(3)], token))]),
            new Pipeline("failing", [Numbers.Task("Bad", (_, _) => throw new PermanentTaskException("boom"))]),
            new Pipeline("broken", [Numbers.Sum("A", "Nowhere")]),
            new Pipeline("pipelines", [Numbers.Sum("A")]),
            new Pipeline("owned", [new Owned()]));
    }

    internal TestApp App => _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Lets the runs of the pipeline "gated" that were started with this gate go on.</summary>
    public void Open(string gate) => Gate(gate).TrySetResult();

    public Task<HttpAnswer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<HttpAnswer> StartAsync(string pipeline, string? json = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{pipeline}/runs");
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    public Task<HttpAnswer> CancelAsync(string runId) => SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{runId}/cancel"));

    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _app.Http.SendAsync(request, Cancellation))
        {
            return new HttpAnswer(
                response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Location,
                response.Headers.RetryAfter?.Delta,
                await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    /// <summary>Follows the location of an accepted run, as a client would, until it has ended.</summary>
    public async Task<JsonElement> FollowAsync(HttpAnswer accepted)
    {
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        var run = default(JsonElement);
        await Eventually.TrueAsync(async () =>
        {
            var answer = await GetAsync(accepted.Location!.ToString());
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            run = answer.Json;
            return Enum.Parse<RunStatus>(run.GetProperty("status").GetString()!).HasEnded();
        });
        await _app.EndOfAsync(run.GetProperty("runId").GetString()!);
        return run;
    }

    public async Task<int> CountRunsAsync(string pipeline)
    {
        var runs = await _app.Records.ListRunsAsync(Cancellation).ToListAsync(Cancellation);
        return runs.Count(run => run.Pipeline == pipeline);
    }

    private static async Task WritePageAsync(TaskContext context, CancellationToken cancellationToken)
    {
        await using var output = await context.OpenOutputAsync(Model.Of<Page>(), cancellationToken);
        await output.WriteAsync("<p>page</p>"u8.ToArray(), cancellationToken);
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    internal sealed class Owned : EtlTask
    {
        public override string? Description => "Counts.";

        public override string? Owner => "data@example.org";

        public override IReadOnlyList<string> Tags => ["nightly"];

        public override IReadOnlyList<ModelRef> Requires() => [];

        public override IReadOnlyList<ModelRef> Provides() => [Numbers.Of("Owned")];

        public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) =>
            context.Output(Numbers.Of("Owned")).WriteAllAsync([new Number(1)], cancellationToken);
    }

    internal sealed class Page() : FileModel("text/html; charset=utf-8", "html");

    internal sealed class Note : DocumentModel<Number>;

    internal sealed class Nights : Model<Number>
    {
        public override PartitionBy PartitionBy => PartitionBy.Month;
    }
}

using System.Net;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Tests.Activities;

/// <summary>What a task logs stays with its run.</summary>
public sealed class AttemptLogTests
{
    [Fact]
    public async Task Lines_OfEveryAttempt_AreKeptInOrderWithHowTheLastOneFailed()
    {
        var flaky = Numbers.Task("Flaky", (context, _) =>
        {
            context.Logger.LogInformation("attempt {Attempt} begins", context.Attempt);
            context.Logger.LogDebug("not for people");
            throw new IOException($"not now, {context.Attempt}");
        });
        using var bench = new Bench(new Pipeline("sales", [flaky]));
        var claim = await bench.ClaimAsync("sales");

        await bench.RunTaskAsync(claim, "Flaky", attempt: 1);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.RunTaskAsync(claim, "Flaky", attempt: 2, isLast: true);

        var lines = await LinesAsync(bench, claim, "Flaky");
        Assert.Equal([(1, "Information"), (1, "Error"), (2, "Information"), (2, "Error")], lines.Select(line => (line.Attempt, line.Level)));
        Assert.Equal("attempt 1 begins", lines[0].Message);
        Assert.StartsWith("System.IO.IOException: not now, 2", lines[3].Message, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal("Flaky", line.Task));
    }

    [Fact]
    public async Task Lines_OfATaskThatRuns_AreThereBeforeItEnds()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasLogged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = Numbers.Task("Slow", (context, token) =>
        {
            context.Logger.LogWarning("half way");
            hasLogged.SetResult();
            return goOn.Task.WaitAsync(token);
        });
        using var bench = new Bench(new Pipeline("sales", [slow]));
        var claim = await bench.ClaimAsync("sales");
        var running = bench.RunTaskAsync(claim, "Slow");
        await hasLogged.Task;

        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(async () => (await LinesAsync(bench, claim, "Slow")).Count == 1);
        goOn.SetResult();

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
        Assert.Equal("half way", Assert.Single(await LinesAsync(bench, claim, "Slow")).Message);
    }

    [Fact]
    public async Task Lines_BeyondAMebibyte_AreCutWithAWord()
    {
        var text = new string('x', 100_000);
        var chatty = Numbers.Task("Chatty", (context, _) =>
        {
            for (var i = 0; i < 20; i++)
            {
                context.Logger.LogInformation("{Text}", text);
            }

            return Task.CompletedTask;
        });
        using var bench = new Bench(new Pipeline("sales", [chatty]));
        var claim = await bench.ClaimAsync("sales");

        await bench.RunTaskAsync(claim, "Chatty");

        var lines = await LinesAsync(bench, claim, "Chatty");
        Assert.Equal(11, lines.Count);
        Assert.Equal("More lines are not kept: an attempt keeps 1 MiB of its log.", lines[^1].Message);
    }

    [Fact]
    public async Task StoreThatCantTakeTheLines_DoesNotFailTheTask()
    {
        using var bench = new Bench(new Pipeline("sales", [Numbers.Task("A", (context, _) =>
        {
            context.Logger.LogInformation("line");
            return Task.CompletedTask;
        })]));
        var claim = await bench.ClaimAsync("sales");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "runs", claim.Job.RunId));
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "runs", claim.Job.RunId, "logs"), "in the way", Bench.Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await bench.RunTaskAsync(claim, "A")).Status);
    }

    [Fact]
    public async Task Logs_OverHttp_AreTheLastLinesOfARunOrATask()
    {
        var talker = Numbers.Task("Talker", (context, _) =>
        {
            context.Logger.LogInformation("one");
            context.Logger.LogInformation("two");
            return Task.CompletedTask;
        });
        await using var app = await new TestApp(new Pipeline("sales", [talker, Numbers.Sum("Silent")])).StartAsync();
        var run = await app.RunAsync("sales");

        Assert.Equal(["one", "two"], (await GetAsync("")).EnumerateArray().Select(line => line.GetProperty("message").GetString()));
        Assert.Equal(["two"], (await GetAsync("?task=Talker&limit=1")).EnumerateArray().Select(line => line.GetProperty("message").GetString()));
        Assert.Empty((await GetAsync("?task=Silent")).EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("?task=Nobody"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync("?limit=0&taks=Talker"));

        async Task<System.Text.Json.JsonElement> GetAsync(string query) =>
            System.Text.Json.JsonDocument.Parse(await app.Http.GetStringAsync(new Uri($"/api/runs/{run.RunId}/logs{query}", UriKind.Relative), TestApp.Cancellation)).RootElement;

        async Task<HttpStatusCode> StatusAsync(string query)
        {
            using var response = await app.Http.GetAsync(new Uri($"/api/runs/{run.RunId}/logs{query}", UriKind.Relative), TestApp.Cancellation);
            return response.StatusCode;
        }
    }

    private static Task<IReadOnlyList<TaskLogLine>> LinesAsync(Bench bench, RunClaim claim, string task) =>
        new TaskLogs(bench.Store).ReadAsync(claim.Job.RunId, task, cancellationToken: Bench.Cancellation);
}

using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Functions.Tests.Reuse;

/// <summary>Runs of one small pipeline on the local durable host.</summary>
internal sealed class ReuseBench : IAsyncDisposable
{
    private ReuseBench(TestApp app) => App = app;

    public TestApp App { get; }

    public RunRequest Request { get; set; } = new() { Pipeline = "p", BusinessDate = new DateOnly(2026, 11, 20), Origin = RunOrigin.CommandLine, Reuse = ReuseMode.Unchanged };

    public static async Task<ReuseBench> StartAsync(params TaskNode[] tasks) =>
        new(await new TestApp(new Pipeline("p", tasks) { Parameters = [new Parameter("size", "1"), new Parameter("colour", "red")] }).StartAsync());

    public Task<RunDocument> RunAsync() => RunAsync(Request);

    public async Task<RunDocument> RunAsync(RunRequest request) =>
        await EndAsync(await App.Starter.StartAsync(App.Client, request, runId: null, TestApp.Cancellation));

    public async Task<RunDocument> RerunAsync(string runId, bool fromFailed = true) =>
        await EndAsync(await App.Get<RunRepeater>().RepeatAsync(App.Client, runId, fromFailed, RunOrigin.CommandLine, idempotencyKey: null, TestApp.Cancellation));

    /// <summary>Task → status of a run that is started now.</summary>
    public async Task<IReadOnlyDictionary<string, RunStatus>> StatusesAsync() =>
        (await RunAsync()).Tasks.ToDictionary(task => task.Name, task => task.Status, StringComparer.Ordinal);

    /// <summary>The names of the tasks that a run that is started now does not take over.</summary>
    public async Task<IReadOnlyList<string>> ExecutedAsync() => HotelBench.Executed(await RunAsync());

    public async Task<IReadOnlyList<ReuseForecast>> ForecastAsync()
    {
        var planned = await App.Get<RunPlanner>().PlanAsync(Request, TestApp.Cancellation);
        return await new ReuseForecaster(App.Records, App.Get<PublishedModels>(), App.Get<SourceReader>(), App.Options).ForecastAsync(planned, Request, TestApp.Cancellation);
    }

    /// <summary>As if the rows of the task's outputs had had other columns than its models have now.</summary>
    public async Task ChangeSchemaAsync(string runId, string task)
    {
        var commit = (await App.Records.FindCommitAsync(runId, task, TestApp.Cancellation))!;
        await App.Store.DeleteAsync($"runs/{runId}/commits/{task}.json", TestApp.Cancellation);
        await App.Records.CommitAsync(commit with { Outputs = [.. commit.Outputs.Select(output => output with { SchemaHash = "other" })] }, TestApp.Cancellation);
    }

    /// <summary>As somebody does who tidies up by hand.</summary>
    public async Task DeleteContentAsync(string task)
    {
        foreach (var name in await App.ObjectsAsync($"models/Numbers.{task}/"))
        {
            await App.Store.DeleteAsync(name, TestApp.Cancellation);
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<RunDocument> EndAsync(RunStart started)
    {
        await App.EndOfAsync(started.Claim.Job.RunId);
        return await App.DocumentAsync(started.Claim.Job.RunId);
    }
}

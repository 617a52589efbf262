using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests;

/// <summary>The commands of an operator, against the process that works on the run.</summary>
public sealed class ManageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task PausedRun_IsShownAsPausedGoesOnWhenUnpausedAndCanBePurged()
    {
        using var store = new TempStore();
        var catalog = Catalog();
        var running = CommandLine.RunAsync(catalog, "run", "gated", "--store", store.Path, "--json");
        await _running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var runId = (await CommandLine.RunAsync(catalog, "runs", "--store", store.Path, "--json")).Json()[0].GetProperty("runId").GetString()!;

        (await CommandLine.RunAsync(catalog, "purge", runId, "--store", store.Path)).ShouldExitWith(2);
        var paused = (await CommandLine.RunAsync(catalog, "pause", runId, "--store", store.Path, "--json")).ShouldExitWith(0).Json();
        Assert.Equal("Paused", paused.GetProperty("status").GetString());
        Assert.Equal("Paused", (await CommandLine.RunAsync(catalog, "runs", "--store", store.Path, "--json")).Json()[0].GetProperty("status").GetString());
        Assert.Equal(1, (await CommandLine.RunAsync(catalog, "runs", "--status", "paused", "--store", store.Path, "--json")).Json().GetArrayLength());
        Assert.Equal(0, (await CommandLine.RunAsync(catalog, "runs", "--status", "running", "--store", store.Path, "--json")).Json().GetArrayLength());
        (await CommandLine.RunAsync(catalog, "resume", runId, "--store", store.Path)).ShouldExitWith(2);
        _gate.SetResult();
        (await CommandLine.RunAsync(catalog, "unpause", runId, "--store", store.Path)).ShouldExitWith(0);
        var ended = (await running.WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldExitWith(0);
        Assert.Equal("Succeeded", ended.Json().GetProperty("status").GetString());
        Assert.Contains($"Run {runId} of gated for ", ended.Error, StringComparison.Ordinal);

        (await CommandLine.RunAsync(catalog, "purge", runId, "--store", store.Path)).ShouldExitWith(0);
        (await CommandLine.RunAsync(catalog, "purge", runId, "--store", store.Path)).ShouldExitWith(0);
        (await CommandLine.RunAsync(catalog, "terminate", runId, "--store", store.Path)).ShouldExitWith(2);
        Assert.Contains("has ended (Succeeded)", (await CommandLine.RunAsync(catalog, "pause", runId, "--store", store.Path)).ShouldExitWith(2).Error, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await CommandLine.RunAsync(catalog, "show", runId, "--store", store.Path, "--json")).ShouldExitWith(0).Json().GetProperty("status").GetString());
    }

    [Fact]
    public async Task TerminatedRun_EndsAsCancelled()
    {
        using var store = new TempStore();
        var catalog = Catalog();
        var running = CommandLine.RunAsync(catalog, "run", "gated", "--store", store.Path, "--json");
        await _running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var runId = (await CommandLine.RunAsync(catalog, "runs", "--store", store.Path, "--json")).Json()[0].GetProperty("runId").GetString()!;

        var terminated = (await CommandLine.RunAsync(catalog, "terminate", runId, "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        Assert.Equal("Cancelled", terminated.GetProperty("status").GetString());
        (await running.WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldExitWith(1);
    }

    [Fact]
    public async Task PausedPipeline_IsNotRunUntilItIsUnpaused()
    {
        using var store = new TempStore();
        var catalog = Catalog();
        _gate.SetResult();

        (await CommandLine.RunAsync(catalog, "pipelines", "pause", "gated", "--store", store.Path)).ShouldExitWith(0);
        Assert.True((await CommandLine.RunAsync(catalog, "pipelines", "--store", store.Path, "--json")).Json()[0].GetProperty("paused").GetBoolean());
        var refused = (await CommandLine.RunAsync(catalog, "run", "gated", "--store", store.Path)).ShouldExitWith(2);
        Assert.Contains("etl pipelines unpause gated", refused.Error, StringComparison.Ordinal);
        (await CommandLine.RunAsync(catalog, "pipelines", "unpause", "gated", "--store", store.Path)).ShouldExitWith(0);

        (await CommandLine.RunAsync(catalog, "run", "gated", "--store", store.Path)).ShouldExitWith(0);
        (await CommandLine.RunAsync(catalog, "pipelines", "pause", "gatd", "--store", store.Path)).ShouldExitWith(2);
    }

    private PipelineCatalog Catalog()
    {
        var (first, second) = (Model.Of<Number>("First"), Model.Of<Number>("Second"));
        return new PipelineCatalog(new Pipeline("gated",
        [
            EtlTask.Create("First", [], [first], async (context, token) =>
            {
                _running.TrySetResult();
                await _gate.Task.WaitAsync(token);
                await context.Output(first).WriteAllAsync([1], token);
            }),
            EtlTask.Create("Second", [first], [second], (context, token) => context.Output(second).WriteAllAsync([2], token)),
        ]));
    }

    private sealed class Number : Model<int>;
}

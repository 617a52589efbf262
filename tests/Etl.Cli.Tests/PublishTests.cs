using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests;

/// <summary>What <c>etl publish</c> refuses.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly ModelRef<Number> Ref = Model.Of<Number>();

    private readonly TempStore _store = new();
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipelineCatalog _catalog;

    public PublishTests() => _catalog = new PipelineCatalog(
        new Pipeline("bad", [EtlTask.Create("Fail", [], [Ref], (_, _) => throw new PermanentTaskException("no"))]),
        new Pipeline("gated", [EtlTask.Create("Wait", [], [Ref], (_, token) =>
        {
            _running.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        })]));

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task RunThatFailed_IsNeverPublished()
    {
        var runId = (await EtlAsync("run", "bad", "--json")).ShouldExitWith(1).Json().GetProperty("runId").GetString()!;

        foreach (var force in new string[][] { [], ["--force"] })
        {
            var refused = (await EtlAsync(["publish", runId, .. force])).ShouldExitWith(2);
            Assert.Contains($"Run '{runId}' ended Failed, so it is never published. Run it again with 'etl rerun {runId} --from-failed'.", refused.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(_store.Path, "heads", "root.json")));
    }

    [Fact]
    public async Task RunThatGoesOn_PublishesByItself_AndIsNeverPublishedWhenItWasCancelled()
    {
        var run = EtlAsync("run", "gated", "--json");
        await _running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var runId = (await EtlAsync("runs", "--json")).Json()[0].GetProperty("runId").GetString()!;

        Assert.Contains("is still going on, and publishes by itself", (await EtlAsync("publish", runId)).ShouldExitWith(2).Error, StringComparison.Ordinal);
        (await EtlAsync("cancel", runId)).ShouldExitWith(0);
        (await run.WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldExitWith(1);

        Assert.Contains($"ended Cancelled, so it is never published. Run it again with 'etl rerun {runId}'.", (await EtlAsync("publish", runId)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunOfNobody_OrOnNoStore_IsRefusedAndNoStoreIsMade()
    {
        Assert.Contains("There is no store", (await EtlAsync("publish", "gated-1")).ShouldExitWith(2).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_store.Path));

        (await EtlAsync("run", "bad")).ShouldExitWith(1);
        Assert.Contains("'gated-1'", (await EtlAsync("publish", "gated-1")).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> EtlAsync(params string[] args) => CommandLine.RunAsync(_catalog, [.. args, "--store", _store.Path]);

    private sealed class Number : Model<int>;
}

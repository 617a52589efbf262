using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Http;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;

namespace Etl.Functions.Tests.Http;

/// <summary>The dashboard asks again and again, so what an answer costs must not depend on how many tasks a run has.</summary>
public sealed class StorageCostTests : IDisposable
{
    private readonly Bench _bench = new(Pipeline("one", 1), Pipeline("many", 1000));
    private readonly CountingStore _store;
    private readonly RunRecords _records;

    public StorageCostTests()
    {
        _store = new CountingStore(_bench.Store);
        _records = new RunRecords(_store, _bench.Time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Run_ThatRuns_CostsTheSameForOneTaskAndForAThousand()
    {
        var one = await RunningAsync("one");
        var many = await RunningAsync("many");

        Assert.Single((await _records.ReadRunAsync(one, Cancellation))!.Tasks);
        var cost = await CostOfRunAsync(one);

        Assert.InRange(cost, 1, 4);
        Assert.Equal(cost, await CostOfRunAsync(many));
    }

    [Fact]
    public async Task Run_ThatHasEnded_CostsOneRead()
    {
        var run = await RunningAsync("many");
        await EndAsync(run);

        Assert.Equal(1, await CostOfRunAsync(run));
    }

    [Fact]
    public async Task Runs_CostOneListing()
    {
        for (var i = 0; i < 3; i++)
        {
            await EndAsync(await RunningAsync("many"));
        }

        _store.TakeCount();
        await new ListRuns(_records).RunAsync(new DefaultHttpContext().Request, _bench.Client.Object, Cancellation);

        Assert.Equal(1, _store.TakeCount());
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("?status=Running,Paused", 1, 1)]
    [InlineData("?status=Paused", 0, 1)]
    [InlineData("?status=Failed", 1, 0)]
    public async Task Runs_ThatHaveNotEnded_CostOneListingAndOneQueryOfTheHub(string query, int listings, int queries)
    {
        for (var i = 0; i < 3; i++)
        {
            await RunningAsync("many");
        }

        _bench.Client.Setup(client => client.GetAllInstancesAsync(It.IsAny<OrchestrationQuery>())).Returns(new NoInstances());
        _store.TakeCount();
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        await new ListRuns(_records).RunAsync(request, _bench.Client.Object, Cancellation);

        Assert.Equal(listings, _store.TakeCount());
        _bench.Client.Verify(client => client.GetAllInstancesAsync(It.IsAny<OrchestrationQuery>()), Times.Exactly(queries));
    }

    private static Pipeline Pipeline(string name, int tasks) => new(name, Enumerable.Range(0, tasks).Select(i => Numbers.Sum($"{name}{i}")));

    private async Task<string> RunningAsync(string pipeline)
    {
        var claim = await _bench.ClaimAsync(pipeline);
        foreach (var task in claim.Snapshot.Tasks)
        {
            await _records.WriteTaskNoteAsync(claim.Job.RunId, new TaskNote(task.Name, RunStatus.Running, 1, 0, 0, _bench.Time.GetUtcNow(), null, null), Cancellation);
        }

        return claim.Job.RunId;
    }

    private async Task EndAsync(string run)
    {
        var document = await _records.ReadRunAsync(run, Cancellation);
        await _records.FinishAsync(document! with { Status = RunStatus.Succeeded, DurationMs = 1 }, Cancellation);
    }

    private async Task<int> CostOfRunAsync(string run)
    {
        _store.TakeCount();
        await new GetRun(_records).RunAsync(new DefaultHttpContext().Request, _bench.Client.Object, run, Cancellation);
        return _store.TakeCount();
    }

    private sealed class NoInstances : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await Task.Yield();
            yield return new Page<OrchestrationMetadata>([]);
        }
    }
}

using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class RunIndexTests
{
    private readonly CountingObjectStore _store = new();
    private readonly RunRecords _records;

    public RunIndexTests() => _records = new RunRecords(_store, new FakeTimeProvider());

    [Fact]
    public async Task ListRuns_ManyRuns_NewestFirst()
    {
        await ClaimAsync("a", 3);
        await ClaimAsync("b-9", 1);
        await ClaimAsync("b", 1);
        await ClaimAsync("c", 70);
        var runs = await ListAsync();
        Assert.Equal(["c", "a"], runs.Take(2).Select(run => run.RunId));
        Assert.Equal(["b", "b-9"], runs.Skip(2).Select(run => run.RunId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListRuns_EndedRun_HasStatusAndDuration()
    {
        await ClaimAsync("a", 0);
        var claim = await ClaimAsync("b", 1);
        await _records.FinishAsync(Summary(claim, RunStatus.Failed, 1500));
        Assert.Equal(
            [new RunIndexEntry("b", "hotels", RunStatus.Failed, claim.Job.StartedAt, 1500), new RunIndexEntry("a", "hotels", RunStatus.Running, RegistrySamples.Start, null) { BusinessDate = claim.Job.BusinessDate }],
            await ListAsync());
    }

    [Fact]
    public async Task EnsureIndexed_LongAfterTheEnd_DoesNotTakeTheEndBack()
    {
        var claim = await ClaimAsync("a", 0);
        await _records.FinishAsync(Summary(claim, RunStatus.Succeeded, 1));
        await _records.EnsureIndexedAsync(claim);
        Assert.Equal(RunStatus.Succeeded, Assert.Single(await ListAsync()).Status);
    }

    [Fact]
    public async Task Finish_ByTwo_FirstSummaryIsListed()
    {
        var claim = await ClaimAsync("a", 0);
        await _records.FinishAsync(Summary(claim, RunStatus.Failed, 1));
        var second = await _records.FinishAsync(Summary(claim, RunStatus.Succeeded, 2));
        Assert.Equal(RunStatus.Failed, second.Status);
        Assert.Equal(RunStatus.Failed, Assert.Single(await ListAsync()).Status);
    }

    [Fact]
    public async Task ListRuns_AnyNumberOfRuns_IsOneListing()
    {
        for (var i = 0; i < 50; i++)
        {
            await ClaimAsync($"run-{i}", i);
        }

        _store.Take();
        Assert.Equal(50, (await ListAsync()).Count);
        Assert.Equal("list notes 1", _store.Take());
    }

    private static RunDocument Summary(RunClaim claim, RunStatus status, long durationMs) => new()
    {
        RunId = claim.Job.RunId,
        Pipeline = claim.Job.Pipeline,
        Status = status,
        StartedAt = claim.Job.StartedAt,
        DurationMs = durationMs,
        Tasks = [],
        Models = [],
    };

    private async Task<RunClaim> ClaimAsync(string runId, int startedMinutes) =>
        (await _records.ClaimAsync(RegistrySamples.Claim(runId, startedMinutes: startedMinutes))).Claim;

    private async Task<IReadOnlyList<RunIndexEntry>> ListAsync() => await _records.ListRunsAsync().ToListAsync();
}

using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Runs;

public sealed class MissingInputsTests : IDisposable
{
    private static readonly DateOnly Friday = new(2026, 11, 20);
    private static readonly DateOnly Saturday = new(2026, 11, 21);

    private readonly Bench _bench = new(
        new Pipeline("sales", [new TaskGroup("raw", [Numbers.Sum("A"), Numbers.Sum("B")]), Numbers.Sum("C", "A", "B"), Numbers.Sum("D", "C", "Rate", "Fee")]) { ExternalModels = [Numbers.Of("Rate"), Numbers.Of("Fee")] },
        new Pipeline("rates", [Numbers.Sum("Rate")]),
        new Pipeline("more.rates", [Numbers.Sum("Rate")]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Everything_ThatIsReadAndNotPublished_IsListedWithTheWayOut()
    {
        var exception = await Assert.ThrowsAsync<InvalidRunRequestException>(() => StartAsync("D", Saturday));

        Assert.All(exception.Problems, problem => Assert.Equal("missing-input", problem.Code));
        Assert.Equal(
            [
                "Model 'Numbers.C' is read by 'D', and no version of it that the run could read is published for 2026-11-21 or before. Task 'C' makes it and is not selected: select it as well ('+C'), or run it first (etl run sales --select +C).",
                "Model 'Numbers.Rate' is read by 'D', and no version of it that the run could read is published for 2026-11-21 or before. Pipelines 'rates', 'more.rates' provide it: run one of them first (etl run rates).",
                "Model 'Numbers.Fee' is read by 'D', and no version of it that the run could read is published for 2026-11-21 or before. No pipeline of this app provides it. Add one that does, or publish it to this store from the app that has one.",
            ],
            exception.Problems.Select(problem => problem.Message));
        Assert.Empty(_bench.Scheduled);
        Assert.Empty(await _bench.Records.ListRunsAsync(Bench.Cancellation).ToListAsync(Bench.Cancellation));
    }

    [Fact]
    public async Task ModelOfWhichOnlyNewerVersionsExist_NamesTheOldestDate()
    {
        await PublishAsync("group:raw", Saturday);
        await PublishAsync("group:raw", Saturday.AddDays(2));

        var exception = await Assert.ThrowsAsync<InvalidRunRequestException>(() => StartAsync("C", Friday));

        Assert.Equal(2, exception.Problems.Count);
        Assert.Contains("published for 2026-11-20 or before. The oldest is for 2026-11-21: a run with --date 2026-11-21 (businessDate over HTTP) or later could read it. Task 'A' makes it", exception.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelectedTasks_AreClaimedAndPinnedToTheNewestPublishedVersions()
    {
        var published = await PublishAsync("group:raw", Friday);
        await PublishAsync("group:raw", Saturday.AddDays(1));

        var claim = (await StartAsync("C", Saturday)).Claim;

        Assert.Equal(["C"], claim.Snapshot.Tasks.Select(task => task.Name));
        Assert.Equal(["Numbers.A", "Numbers.B"], claim.Snapshot.ExternalModels);
        Assert.Equal("C", claim.Request.Select);
        var pins = await _bench.Make<PinInputs>().RunAsync(claim.Job.RunId, Bench.Cancellation);
        Assert.All(pins.Pins, pin => Assert.Equal(published.Job.RunId, pin.RunId));
        Assert.Equal(["Numbers.A", "Numbers.B"], pins.Pins.Select(pin => pin.Model));
        Assert.Empty(pins.Missing);
    }

    [Fact]
    public async Task ExternalModels_ThatNoSelectedTaskReads_MayBeMissing() => Assert.True((await StartAsync("+C", Saturday)).IsNew);

    [Fact]
    public async Task Repeat_OfARunWhoseInputsWereThere_IsNotLookedAtAgain()
    {
        await PublishAsync("group:raw", Friday);
        var request = Request("C", Saturday);
        var first = await _bench.Starter.StartAsync(_bench.Client.Object, request, "sales-x", Bench.Cancellation);
        var reads = 0;
        _bench.Store.Before = (_, name) => Task.FromResult(name.StartsWith("heads/", StringComparison.Ordinal) ? reads++ : 0);

        Assert.False((await _bench.Starter.StartAsync(_bench.Client.Object, request, "sales-x", Bench.Cancellation)).IsNew);
        Assert.Equal("sales-x", first.Claim.Job.RunId);
        Assert.Equal(0, reads);
    }

    [Fact]
    public async Task RunOfAWholePipelineWithoutExternals_DoesNotReadTheHeads()
    {
        var reads = 0;
        _bench.Store.Before = (_, name) => Task.FromResult(name.StartsWith("heads/", StringComparison.Ordinal) ? reads++ : 0);

        await _bench.ClaimAsync("rates");

        Assert.Equal(0, reads);
    }

    private static RunRequest Request(string? select, DateOnly date) => new() { Pipeline = "sales", Select = select, BusinessDate = date, Origin = RunOrigin.CommandLine };

    private Task<RunStart> StartAsync(string? select, DateOnly date)
    {
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        return _bench.Starter.StartAsync(_bench.Client.Object, Request(select, date), runId: null, Bench.Cancellation);
    }

    private async Task<RunClaim> PublishAsync(string select, DateOnly date)
    {
        var claim = (await StartAsync(select, date)).Claim;
        foreach (var task in claim.Snapshot.Tasks)
        {
            await _bench.RunTaskAsync(claim, task.Name);
        }

        Assert.Equal(RunEndingKind.Publish, await _bench.PublishAsync(claim));
        return claim;
    }
}

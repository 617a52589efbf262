using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class DecisionTests
{
    private readonly ScriptedObjectStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RunRecords _records;
    private readonly PublishedModels _models;
    private readonly RunClaim _claim = RegistrySamples.Claim();

    public DecisionTests()
    {
        _records = new RunRecords(_store, _time);
        _models = new PublishedModels(_store, _time);
    }

    [Fact]
    public async Task Commit_FirstPut_DecidesForAll()
    {
        Assert.Null(await _records.FindCommitAsync("hotels-1", "load"));
        var first = await _records.CommitAsync(RegistrySamples.Commit(_claim, "load", RunStatus.Failed, "tombstone", attempt: 0));
        var late = await _records.CommitAsync(RegistrySamples.Commit(_claim, "load", RunStatus.Succeeded, "late"));
        Assert.Equal(["tombstone", "tombstone"], [first.AttemptId, late.AttemptId]);
        Assert.Equal(RunStatus.Failed, (await _records.FindCommitAsync("hotels-1", "load"))!.Status);
    }

    [Fact]
    public async Task Commit_AnswerLost_IsTheCallers()
    {
        _store.LostAnswer = "create runs/hotels-1/commits/load.json";
        Assert.Equal("mine", (await _records.CommitAsync(RegistrySamples.Commit(_claim, "load", attemptId: "mine"))).AttemptId);
    }

    [Fact]
    public async Task Commit_TombstoneWithOutputs_IsRefused()
    {
        var commit = RegistrySamples.Commit(_claim, "load") with { Status = RunStatus.Cancelled };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _records.CommitAsync(commit));
        Assert.Contains("'load'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_RecordDeletedInBetween_IsTheCallers()
    {
        await _records.CommitAsync(RegistrySamples.Commit(_claim, "load"));
        _store.Before("read runs/hotels-1/commits/load.json", () => _store.DeleteAsync("runs/hotels-1/commits/load.json"));
        Assert.Equal("other", (await _records.CommitAsync(RegistrySamples.Commit(_claim, "load", attemptId: "other"))).AttemptId);
    }

    [Fact]
    public async Task Commit_RefusedAlthoughNothingIsThere_IsPutAgain()
    {
        _store.Refused = "create runs/hotels-1/commits/load.json";
        Assert.Equal("mine", (await _records.CommitAsync(RegistrySamples.Commit(_claim, "load", attemptId: "mine"))).AttemptId);
        Assert.Equal("mine", (await _records.FindCommitAsync("hotels-1", "load"))!.AttemptId);
    }

    [Fact]
    public async Task CancelOfABackfill_RefusedAlthoughNothingIsThere_IsPutAgain()
    {
        var backfills = new BackfillRecords(_store);
        _store.Refused = "create backfills/b1/cancel.json";
        await backfills.CancelAsync("b1");
        await backfills.CancelAsync("b1");
        Assert.True(await backfills.IsCancelledAsync("b1"));
    }

    [Fact]
    public async Task IsListedAsEnded_ProcessDiedBetweenSummaryAndIndex_IsFalseUntilItIsFinishedAgain()
    {
        await _records.ClaimAsync(_claim);
        await _records.EnsureIndexedAsync(_claim);
        var summary = (await _records.ReadRunAsync("hotels-1"))! with { Status = RunStatus.Succeeded };
        Assert.Equal(_claim.Job.StartedAt, summary.StartedAt);
        Assert.False(await _records.IsListedAsEndedAsync(summary));
        await _records.FinishAsync(summary);
        Assert.True(await _records.IsListedAsEndedAsync(summary));
    }

    [Fact]
    public async Task FindCommits_SomeOpen_AreNullInTheirPlaces()
    {
        await _records.CommitAsync(RegistrySamples.Commit(_claim, "clean"));
        var commits = await _records.FindCommitsAsync(_claim);
        Assert.Equal([null, "clean"], commits.Select(commit => commit?.Task));
    }

    [Fact]
    public async Task DecideEnding_PublishAndCancel_FirstWins()
    {
        Assert.Null(await _records.FindEndingAsync("hotels-1"));
        await _records.DecideEndingAsync("hotels-1", RunEndingKind.Cancel, "wrong date");
        var ending = await _records.DecideEndingAsync("hotels-1", RunEndingKind.Publish, null);
        Assert.Equal(RunEndingKind.Cancel, ending.Kind);
        Assert.Equal("wrong date", ending.Reason);
        Assert.Equal(ending, await _records.FindEndingAsync("hotels-1"));
    }

    [Fact]
    public async Task RaiseEpoch_Again_Grows()
    {
        Assert.Equal(1, await _records.ReadEpochAsync("hotels-1"));
        Assert.Equal(2, await _records.RaiseEpochAsync("hotels-1"));
        Assert.Equal(3, await _records.RaiseEpochAsync("hotels-1"));
        Assert.Equal(3, await _records.ReadEpochAsync("hotels-1"));
    }

    [Theory]
    [InlineData(0, "create")]
    [InlineData(1, "replace")]
    public async Task RaiseEpoch_TwoAtOnce_GetDifferentOnes(int before, string put)
    {
        for (var i = 0; i < before; i++)
        {
            await _records.RaiseEpochAsync("hotels-1");
        }

        var other = 0;
        _store.Before($"{put} runs/hotels-1/epoch.json", async () => other = await _records.RaiseEpochAsync("hotels-1"));
        var mine = await _records.RaiseEpochAsync("hotels-1");
        Assert.Equal([before + 2, before + 3], [other, mine]);
    }

    [Fact]
    public async Task RaiseEpoch_AnswerLost_LeavesAGap()
    {
        _store.LostAnswer = "create runs/hotels-1/epoch.json";
        Assert.Equal(3, await _records.RaiseEpochAsync("hotels-1"));
    }

    [Fact]
    public async Task Pin_ExternalModels_NewestNotAfterTheBusinessDate()
    {
        await PublishAsync("rates-9", 9);
        await PublishAsync("rates-3", 3);
        await PublishAsync("rates-7", 7);
        var pins = await _records.PinAsync(RegistrySamples.Claim(day: 8, externals: ["Raw", "Unknown"]), _models);
        Assert.Equal([new VersionId("Raw", "rates-7-Raw", "rates-7", "load")], pins.Versions);
        Assert.Equal(["Unknown"], pins.Missing);
    }

    [Fact]
    public async Task Pin_AfterANewerPublish_StaysTheSame()
    {
        var claim = ReadingRaw();
        var before = await _records.PinAsync(claim, _models);
        await PublishAsync("rates-7", 7);
        var after = await _records.PinAsync(claim, _models);
        Assert.Equal(["Raw"], before.Missing);
        Assert.Equal(["Raw"], after.Missing);
    }

    [Fact]
    public async Task Pin_TwoAtOnceOverAPublish_AgreeOnTheFirst()
    {
        var claim = RegistrySamples.Claim(day: 8, externals: ["Raw"]);
        RunPins? other = null;
        _store.Before("create runs/hotels-1/pins.json", async () =>
        {
            await PublishAsync("rates-7", 7);
            other = await _records.PinAsync(claim, _models);
        });
        var mine = await _records.PinAsync(claim, _models);
        Assert.Empty(mine.Missing);
        Assert.Equal(other!.Versions, mine.Versions);
    }

    [Fact]
    public async Task Pin_SeveralModelsDuringAPublish_AreOfOneReading()
    {
        await PublishAsync("rates-3", 3);
        _store.Before($"read {HeadName("Raw")}", () => PublishAsync("rates-7", 7));
        var pins = await _records.PinAsync(RegistrySamples.Claim(day: 8, externals: ["Raw", "Clean"]), _models);
        Assert.Equal(["rates-3", "rates-3"], pins.Versions.Select(version => version.RunId));
    }

    /// <summary>It provides nothing of what it reads.</summary>
    private static RunClaim ReadingRaw()
    {
        var claim = RegistrySamples.Claim(day: 8, externals: ["Raw"]);
        return claim with { Snapshot = claim.Snapshot with { Tasks = [claim.Snapshot.Tasks[1]] } };
    }

    private string HeadName(string model) => Assert.Single(_store.Storage.Names($"heads/{model}/"));

    private async Task PublishAsync(string runId, int day)
    {
        var claim = RegistrySamples.Claim(runId, day);
        await _models.PublishAsync([RegistrySamples.Version(claim, "load", "Raw"), RegistrySamples.Version(claim, "clean", "Clean")]);
    }
}

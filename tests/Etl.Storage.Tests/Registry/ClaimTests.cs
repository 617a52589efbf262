using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class ClaimTests
{
    private readonly ScriptedObjectStore _store = new();
    private readonly RunRecords _records;

    public ClaimTests() => _records = new RunRecords(_store, new FakeTimeProvider());

    [Fact]
    public async Task Claim_FreeId_IsClaimedAndFound()
    {
        var (outcome, claim) = await _records.ClaimAsync(RegistrySamples.Claim());
        Assert.Equal(ClaimOutcome.Claimed, outcome);
        Assert.NotNull(claim.ClaimId);
        Assert.Equal(claim.ClaimId, (await _records.FindClaimAsync("hotels-1"))?.ClaimId);
        Assert.Null(await _records.FindClaimAsync("hotels-2"));
    }

    [Fact]
    public async Task GetClaim_WhileSomebodyHasIt_ReadsNothing_AndFindsWhatAnotherProcessClaimed()
    {
        var store = new CountingObjectStore();
        await new RunRecords(store, new FakeTimeProvider()).ClaimAsync(RegistrySamples.Claim());
        var records = new RunRecords(store, new FakeTimeProvider());
        Assert.Null(await records.GetClaimAsync("hotels-2"));

        var claim = await records.GetClaimAsync("hotels-1");
        store.Take();

        Assert.Same(claim, await records.GetClaimAsync("hotels-1"));
        Assert.Equal("", store.Take());
        GC.KeepAlive(claim);
    }

    [Fact]
    public async Task Claim_SameRequestAgain_ReturnsTheEarlierClaim()
    {
        var first = await _records.ClaimAsync(RegistrySamples.Claim());
        var second = await _records.ClaimAsync(RegistrySamples.Claim(startedMinutes: 1));
        Assert.Equal(ClaimOutcome.SameRequest, second.Outcome);
        Assert.Equal(first.Claim.ClaimId, second.Claim.ClaimId);
        Assert.Equal(first.Claim.Job.StartedAt, second.Claim.Job.StartedAt);
    }

    [Fact]
    public async Task Claim_EqualInEverythingAtTheSameMoment_IsClaimedOnce()
    {
        var first = await _records.ClaimAsync(RegistrySamples.Claim());
        var second = await _records.ClaimAsync(RegistrySamples.Claim());
        Assert.Equal([ClaimOutcome.Claimed, ClaimOutcome.SameRequest], [first.Outcome, second.Outcome]);
    }

    [Fact]
    public async Task Claim_OtherRequest_IsToldSo()
    {
        await _records.ClaimAsync(RegistrySamples.Claim());
        var (outcome, claim) = await _records.ClaimAsync(RegistrySamples.Claim(requestHash: "f00d"));
        Assert.Equal(ClaimOutcome.OtherRequest, outcome);
        Assert.Equal("beef", claim.RequestHash);
    }

    [Fact]
    public async Task Claim_AnswerLost_IsStillClaimed()
    {
        _store.LostAnswer = "create runs/hotels-1/claim.json";
        Assert.Equal(ClaimOutcome.Claimed, (await _records.ClaimAsync(RegistrySamples.Claim())).Outcome);
    }

    [Fact]
    public async Task Claim_StoreFailsAfterThePut_IsClaimedByTheSameClaimIdOnly()
    {
        var claim = RegistrySamples.Claim(claimId: "mine");
        _store.Before($"note {IndexEntry}", () => throw new StoreException("down", isTransient: true));
        await Assert.ThrowsAsync<StoreException>(() => _records.ClaimAsync(claim));
        Assert.Equal(ClaimOutcome.SameRequest, (await _records.ClaimAsync(claim with { ClaimId = "other" })).Outcome);
        Assert.Equal(ClaimOutcome.Claimed, (await _records.ClaimAsync(claim)).Outcome);
    }

    [Fact]
    public async Task Claim_ClaimantDiedBeforeTheIndex_IsListedByTheFirstActivity()
    {
        _store.Before($"note {IndexEntry}", () => throw new StoreException("down", isTransient: true));
        await Assert.ThrowsAsync<StoreException>(() => _records.ClaimAsync(RegistrySamples.Claim()));
        Assert.Empty(await Runs());
        await _records.EnsureIndexedAsync((await _records.FindClaimAsync("hotels-1"))!);
        Assert.Equal(["hotels-1"], await Runs());
    }

    private static string IndexEntry => $"index/runs/{long.MaxValue - RegistrySamples.Start.UtcTicks:D19}-hotels-1/claimed";

    private async Task<IReadOnlyList<string>> Runs() => await _records.ListRunsAsync().Select(run => run.RunId).ToListAsync();
}

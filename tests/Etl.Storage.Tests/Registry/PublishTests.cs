using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry;

public sealed class PublishTests
{
    private readonly ScriptedObjectStore _store = new();
    private readonly PublishedModels _models;

    public PublishTests() => _models = new PublishedModels(_store, TimeProvider.System);

    [Fact]
    public async Task Read_BeforeAnyPublish_IsEmpty()
    {
        var heads = await _models.ReadAsync();
        Assert.Empty(heads.Models);
        Assert.Null(await heads.FindAsync("Raw"));
    }

    [Fact]
    public async Task Publish_SeveralModels_AreListedInOrderOfNames()
    {
        Assert.Equal(new PublishOutcome(Changed: 3, Conflicts: 0), await _models.PublishAsync(Outputs("hotels-1", 20)));
        var heads = await _models.ReadAsync();
        Assert.Equal(["Clean", "Raw", "Rejected"], heads.Models);
        Assert.Equal("hotels-1-Clean", (await heads.FindAsync("Clean"))!.Latest.Version);
    }

    [Fact]
    public async Task Publish_Nothing_ChangesNothing()
    {
        Assert.Equal(0, (await _models.PublishAsync([])).Changed);
        Assert.Empty(_store.Storage.Names("heads/"));
    }

    [Fact]
    public async Task Publish_HeadFileRefusedAlthoughItIsNotThere_IsThereBeforeTheRootNamesIt()
    {
        _store.Refused = "create heads/Raw/";
        await _models.PublishAsync(Outputs("hotels-1", 20));
        var another = new PublishedModels(_store, TimeProvider.System);
        Assert.NotNull(await (await another.ReadAsync()).FindAsync("Raw"));
    }

    [Fact]
    public async Task Publish_OlderBusinessDateLast_IsListedAndDoesNotDisplaceTheHead()
    {
        await _models.PublishAsync(Outputs("hotels-1", 20));
        await _models.PublishAsync(Outputs("backfill", 3));
        var head = (await (await _models.ReadAsync()).FindAsync("Raw"))!;
        Assert.Equal("hotels-1", head.Latest.RunId);
        Assert.Equal(["hotels-1", "backfill"], head.Versions.Select(version => version.RunId));
    }

    [Fact]
    public async Task Publish_DeliveredAgainAfterANewerOne_ChangesNothing()
    {
        await _models.PublishAsync(Outputs("hotels-1", 19));
        await _models.PublishAsync(Outputs("hotels-2", 20));
        var before = _store.Storage.Read("heads/root.json")!.ETag;
        Assert.Equal(new PublishOutcome(Changed: 0, Conflicts: 0), await _models.PublishAsync(Outputs("hotels-1", 19)));
        Assert.Equal(before, _store.Storage.Read("heads/root.json")!.ETag);
    }

    [Fact]
    public async Task Publish_MoreListsThanAreInMemoryAtATime_MakesAllVisible()
    {
        const int Count = 600;
        var claim = RegistrySamples.Claim();
        ModelVersion[] versions = [.. Enumerable.Range(0, Count).Select(i => RegistrySamples.Version(claim, "load", $"Model{i:000}"))];

        Assert.Equal(new PublishOutcome(Count, Conflicts: 0), await _models.PublishAsync(versions));
        Assert.Equal(new PublishOutcome(Changed: 0, Conflicts: 0), await _models.PublishAsync(versions));

        var heads = await _models.ReadAsync();
        Assert.Equal(versions.Select(version => version.Version), (await heads.FindAllAsync(heads.Models)).Select(list => list.Latest.Version));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("replace")]
    public async Task Publish_AnotherIsFaster_MergesAgain(string swap)
    {
        if (swap == "replace")
        {
            await _models.PublishAsync(Outputs("hotels-0", 1));
        }

        _store.Before($"{swap} heads/root.json", () => _models.PublishAsync(Outputs("hotels-2", 20)));
        Assert.Equal(new PublishOutcome(Changed: 3, Conflicts: 1), await _models.PublishAsync(Outputs("hotels-1", 19)));
        var head = (await (await _models.ReadAsync()).FindAsync("Clean"))!;
        Assert.Equal(["hotels-2", "hotels-1"], head.Versions.Select(version => version.RunId).Take(2));
    }

    [Fact]
    public async Task Publish_AnswerLost_FindsItselfPublished()
    {
        _store.LostAnswer = "create heads/root.json";
        Assert.Equal(new PublishOutcome(Changed: 0, Conflicts: 1), await _models.PublishAsync(Outputs("hotels-1", 19)));
        Assert.Equal(3, (await _models.ReadAsync()).Models.Count);
    }

    [Fact]
    public async Task Publish_OthersAlwaysFaster_GivesUpSayingSo()
    {
        var publishes = 0;
        Task AnotherAsync()
        {
            // Not through the registry: only the ETag has to change.
            _store.Storage.Write("heads/root.json", _store.Storage.Read("heads/root.json")!.Content);
            publishes++;
            _store.Before("replace heads/root.json", AnotherAsync);
            return Task.CompletedTask;
        }

        await _models.PublishAsync(Outputs("hotels-0", 1));
        _store.Before("replace heads/root.json", AnotherAsync);
        var impatient = new PublishedModels(_store, new ImpatientTimeProvider());
        var error = await Assert.ThrowsAsync<StoreException>(() => impatient.PublishAsync(Outputs("hotels-1", 19)));
        Assert.True(error.IsTransient);
        Assert.Contains("50 times", error.Message, StringComparison.Ordinal);
        Assert.Equal(51, publishes);
    }

    [Fact]
    public async Task Find_DuringAPublish_AnswersFromTheSameReading()
    {
        await _models.PublishAsync(Outputs("hotels-1", 19));
        var heads = await _models.ReadAsync();
        await _models.PublishAsync(Outputs("hotels-2", 20));
        Assert.Equal("hotels-1", (await heads.FindAsync("Raw"))!.Latest.RunId);
        Assert.Equal("hotels-1", (await heads.FindAsync("Clean"))!.Latest.RunId);
    }

    [Fact]
    public async Task Find_HeadFileDeletedByHand_SaysWhichOne()
    {
        await _models.PublishAsync(Outputs("hotels-1", 19));
        var name = Assert.Single(_store.Storage.Names("heads/Raw/"));
        await _store.DeleteAsync(name);
        var heads = await new PublishedModels(_store, TimeProvider.System).ReadAsync();
        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => heads.FindAsync("Raw"));
        Assert.Equal(name, error.Name);
    }

    private static IReadOnlyList<ModelVersion> Outputs(string runId, int day)
    {
        var claim = RegistrySamples.Claim(runId, day);
        return [.. RegistrySamples.Commit(claim, "load").Outputs, .. RegistrySamples.Commit(claim, "clean").Outputs];
    }

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class ImpatientTimeProvider : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}

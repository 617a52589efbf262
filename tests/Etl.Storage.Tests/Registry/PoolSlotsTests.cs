using Etl.Core.Tasks;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry;

public sealed class PoolSlotsTests
{
    private static readonly Pool Warehouse = new("warehouse", 2);
    private static readonly Pool Crm = new("crm", 1);

    private readonly InMemoryObjectStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PoolSlots Slots => new(_store);

    [Fact]
    public async Task Pool_HasAsManySlotsAsItSays()
    {
        await using var first = await Slots.TryTakeAsync([Warehouse], Ct);
        var second = await Slots.TryTakeAsync([Warehouse], Ct);

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(await Slots.TryTakeAsync([Warehouse], Ct));
        await second.DisposeAsync();
        await using var third = await Slots.TryTakeAsync([Warehouse], Ct);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task SeveralPools_AreTakenTogetherOrNotAtAll()
    {
        await using var crm = await Slots.TryTakeAsync([Crm], Ct);

        Assert.Null(await Slots.TryTakeAsync([Warehouse, Crm], Ct));
        Assert.Equal(["pools/crm/1"], _store.Storage.Leased);
    }

    [Fact]
    public async Task TaskWithoutPools_HoldsNothing()
    {
        await using var held = await Slots.TryTakeAsync([], Ct);

        Assert.NotNull(held);
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Empty(_store.Storage.Leased);
    }
}

using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

public abstract partial class ObjectStoreRules
{
    [Fact]
    public async Task Lease_OfAFreeName_IsTaken_AndNobodyElseGetsIt()
    {
        await using var held = await Store.TryLeaseAsync("pools/warehouse/1", Ct);

        Assert.NotNull(held);
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Null(await Store.TryLeaseAsync("pools/warehouse/1", Ct));
        Assert.Null(await (await OpenAsync()).TryLeaseAsync("pools/warehouse/1", Ct));
    }

    [Fact]
    public async Task Lease_ThatIsGivenBack_CanBeTakenAgain()
    {
        for (var i = 0; i < 3; i++)
        {
            var held = await (await OpenAsync()).TryLeaseAsync("pools/warehouse/1", Ct);

            await Assert.IsAssignableFrom<StoreLease>(held).DisposeAsync();
        }
    }

    [Fact]
    public async Task Leases_OfOtherNames_DoNotHinderEachOther()
    {
        await using var first = await Store.TryLeaseAsync("pools/warehouse/1", Ct);
        await using var second = await Store.TryLeaseAsync("pools/warehouse/10", Ct);

        Assert.All([first, second], Assert.NotNull);
    }

    [Fact]
    public async Task Lease_ManyAtOnce_HasOneHolder()
    {
        var leases = await RaceAsync(callers: 16, (store, _) => store.TryLeaseAsync("pools/warehouse/1", Ct));

        var held = Assert.Single(leases.OfType<StoreLease>());
        await held.DisposeAsync();
    }

    [Fact]
    public async Task Lease_IsNoObject()
    {
        await using var held = await Store.TryLeaseAsync("pools/warehouse/1", Ct);

        Assert.Null(await Store.TryReadAsync("pools/warehouse/1", Ct));
        Assert.Empty(await ListAsync("pools/"));
        Assert.True(await Store.TryCreateAsync("pools/warehouse/1", Bytes("x"), Ct));
    }
}

using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;
using Etl.Testing;

namespace Etl.Storage.Tests.Objects;

/// <summary>How leases of the blob service are kept, on a real Azurite.</summary>
public sealed class BlobLeaseTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private BlobContainerClient _container = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _container = await azurite.CreateContainerAsync();

    public async ValueTask DisposeAsync() => await _container.DeleteAsync();

    [Fact]
    public async Task Lease_ThatIsBroken_IsKnownToBeLostAtTheNextRenewal()
    {
        await using var lease = await TakeAsync();
        await _container.GetBlobClient("pools/warehouse/1!lease").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Ct);

        _time.Advance(RenewalInterval);

        await LostAsync(lease);
    }

    private async Task<StoreLease> TakeAsync() => (await new BlobObjectStore(_container) { Time = _time }.TryLeaseAsync("pools/warehouse/1", Ct))!;

    private static async Task LostAsync(StoreLease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lease.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }
}

using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
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

    [Fact]
    public async Task Lease_WhoseHolderCantSignInAnyMore_IsLostBeforeItEnds_AndIsGivenBackWithoutAWord()
    {
        var signIn = new FailingSignIn();
        var options = new BlobClientOptions();
        options.AddPolicy(signIn, HttpPipelinePosition.PerCall);
        var store = new BlobObjectStore(new BlobContainerClient(await azurite.ConnectAsync(), _container.Name, options)) { Time = _time };
        await using var lease = (await store.TryLeaseAsync("pools/warehouse/1", Ct))!;
        signIn.Fails = true;

        _time.Advance(RenewalInterval * 3);

        await LostAsync(lease);
    }

    private async Task<StoreLease> TakeAsync() => (await new BlobObjectStore(_container) { Time = _time }.TryLeaseAsync("pools/warehouse/1", Ct))!;

    private static async Task LostAsync(StoreLease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lease.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    /// <summary>As an identity whose token has run out while its service is down.</summary>
    private sealed class FailingSignIn : HttpPipelinePolicy
    {
        public bool Fails { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            Fails ? throw new AuthenticationFailedException("no token") : ProcessNextAsync(message, pipeline);
    }
}

using Azure.Storage.Blobs;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Registry;

/// <summary>On a real Azurite.</summary>
public sealed class BlobStoredVersionTests(AzuriteFixture azurite) : StoredVersionRules, IAsyncLifetime
{
    private BlobContainerClient? _container;

    public async ValueTask InitializeAsync() => _container = await azurite.CreateContainerAsync();

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _container!.DeleteAsync();
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new BlobObjectStore(_container!));
}

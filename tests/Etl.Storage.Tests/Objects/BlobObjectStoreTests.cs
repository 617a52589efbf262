using Azure.Storage.Blobs;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Objects;

/// <summary>On a real Azurite.</summary>
public class BlobObjectStoreTests(AzuriteFixture azurite) : RefusalRules
{
    private BlobContainerClient? _container;

    protected override int ManyEntries => 130;

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<IObjectStore> OpenAsync()
    {
        _container ??= await azurite.CreateContainerAsync();
        return new BlobObjectStore(_container) { PageSize = 50 };
    }
}

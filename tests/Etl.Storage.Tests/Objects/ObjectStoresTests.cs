using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Objects;

public sealed class ObjectStoresTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_Path_MakesTheFolder()
    {
        var path = Path.Combine(_folder.Path, "a", "b");

        var store = await ObjectStores.OpenAsync(new StoreOptions { Connection = path }, Ct);

        Assert.IsType<FolderObjectStore>(store);
        Assert.Equal(path, store.Description);
        Assert.True(Directory.Exists(path));
        Assert.True(await store.TryCreateAsync("x/y", new byte[1], Ct));
    }

    [Fact]
    public async Task Open_ConnectionString_MakesTheContainer()
    {
        var options = new StoreOptions { Connection = await azurite.ConnectAsync(), Container = $"open-{Guid.NewGuid():N}" };

        var first = await ObjectStores.OpenAsync(options, Ct);
        var second = await ObjectStores.OpenAsync(options, Ct);

        Assert.IsType<BlobObjectStore>(first);
        Assert.Contains($"'{options.Container}'", first.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("Key", first.Description, StringComparison.OrdinalIgnoreCase);
        Assert.True(await first.TryCreateAsync("x/y", new byte[1], Ct));
        Assert.NotNull(await second.TryReadAsync("x/y", Ct));
        await second.DeleteAsync("x/y", Ct);
    }

    [Theory]
    [InlineData(null, null, "etl", "No store is configured")]
    [InlineData("  ", null, "etl", "No store is configured")]
    [InlineData("AccountName=x;AccountKey=not base 64", null, "etl", "connection string of the store is not valid")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName", null, "etl", "connection string of the store is not valid")]
    [InlineData("UseDevelopmentStorage=true", "https://x.blob.core.windows.net", "etl", "Two stores are configured")]
    [InlineData(null, "http://x.blob.core.windows.net", "etl", "must be the blob endpoint")]
    [InlineData("https://x.blob.core.windows.net/?sig=secret", null, "etl", "must be the blob endpoint")]
    [InlineData("https://x.blob.core.windows.net/etl", null, "etl", "must be the blob endpoint")]
    [InlineData("UseDevelopmentStorage=true", null, "Etl", "'Etl' can't be the name of a container")]
    [InlineData("UseDevelopmentStorage=true", null, "a--b", "'a--b' can't be the name of a container")]
    public async Task Open_OptionsThatNameNoStore_SaysWhatToSet(string? connection, string? uri, string container, string message)
    {
        var options = new StoreOptions { Connection = connection, BlobServiceUri = uri is null ? null : new Uri(uri), Container = container };

        var e = await Assert.ThrowsAsync<StoreException>(() => ObjectStores.OpenAsync(options, Ct));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Theory]
    [InlineData(".etl", ".etl")]
    [InlineData("/data/My Store", "/data/My Store")]
    [InlineData("C:\\data;x", "C:\\data;x")]
    [InlineData("UseDevelopmentStorage=true", null)]
    [InlineData("usedevelopmentstorage=true", null)]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0", null)]
    [InlineData("BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=secret", null)]
    [InlineData("https://a.blob.core.windows.net", null)]
    [InlineData("", null)]
    public void Folder_OfAConnection_IsThatOfAPathOnly(string connection, string? folder)
    {
        var options = new StoreOptions { Connection = connection };

        Assert.Equal(folder, options.Folder);
        Assert.DoesNotContain("c2VjcmV0", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }
}

using Azure.Storage.Blobs;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Sources;

/// <summary>On a real Azurite, whose blobs nobody can read without its key.</summary>
public sealed class BlobSourceTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private BlobContainerClient _container = null!;
    private BlobServiceClient _account = null!;

    public async ValueTask InitializeAsync()
    {
        _account = new BlobServiceClient(await azurite.ConnectAsync());
        _container = await azurite.CreateContainerAsync();
        await _container.GetBlobClient("raw/book ings.csv").UploadAsync(BinaryData.FromString("a,b"));
        await _container.GetBlobClient("other.csv").UploadAsync(BinaryData.FromString("a,b"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteAsync();
        }
    }

    [Fact]
    public async Task ABlobOfTheAccount_IsReadWithItsCredential_AndRecordedWithItsETag()
    {
        var blob = _container.GetBlobClient("raw/book ings.csv");
        using var reader = new SourceReader(new SourceOptions(), () => _account);

        var source = await reader.OpenSourceAsync(blob.Uri.AbsoluteUri, RunOrigin.CommandLine, CancellationToken.None);
        using var text = new StreamReader(source.Content);

        Assert.Equal("a,b", await text.ReadToEndAsync());
        Assert.Equal(new SourceReading(blob.Uri.AbsoluteUri, (await blob.GetPropertiesAsync()).Value.ETag.ToString()), source.Reading);
    }

    [Fact]
    public async Task AConfinedRun_ReadsOnlyBlobsBelowTheRoots()
    {
        using var reader = new SourceReader(new SourceOptions { Roots = [$"{_container.Uri}/raw"] }, () => _account);

        Assert.Null(await reader.FindProblemAsync($"{_container.Uri}/raw/book%20ings.csv", RunOrigin.Http));
        foreach (var outside in (string[])["other.csv", "raw/../other.csv", "raw/%2e%2e/other.csv", "raw/..%2fother.csv", "raw2/x.csv"])
        {
            Assert.Contains("lies outside", await reader.FindProblemAsync($"{_container.Uri}/{outside}", RunOrigin.Http), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AMissingBlob_IsNamed()
    {
        using var reader = new SourceReader(new SourceOptions(), () => _account);

        Assert.Equal($"Source '{_container.Uri}/no.csv' does not exist (BlobNotFound).", await reader.FindProblemAsync($"{_container.Uri}/no.csv", RunOrigin.CommandLine));
        Assert.Equal($"Source '{_account.Uri}/none/no.csv' does not exist (ContainerNotFound).", await reader.FindProblemAsync($"{_account.Uri}/none/no.csv", RunOrigin.CommandLine));
        Assert.Equal($"Source '{_container.Uri}' is not the address of a blob: it is the account's address, a container and a name.", await reader.FindProblemAsync(_container.Uri.AbsoluteUri, RunOrigin.CommandLine));
    }

    [Fact]
    public async Task AWrongCredential_IsSaidToBeThat()
    {
        var wrong = new BlobServiceClient(new BlobUriBuilder(_account.Uri).ToUri());
        using var reader = new SourceReader(new SourceOptions(), () => wrong);

        var problem = await reader.FindProblemAsync($"{_container.Uri}/other.csv", RunOrigin.CommandLine);

        Assert.StartsWith($"Source '{_container.Uri}/other.csv' can't be read: the credential of the store may not read it", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReaderForAnApp_HasTheCredentialOfItsStore()
    {
        using var reader = SourceReader.For(new SourceOptions { Roots = [_container.Uri.AbsoluteUri] }, new StoreOptions { Connection = await azurite.ConnectAsync() });

        Assert.Null(await reader.FindProblemAsync($"{_container.Uri}/other.csv", RunOrigin.Schedule));
    }

    [Fact]
    public async Task AReaderForAnAppOnAFolder_TakesBlobsForWebAddresses()
    {
        using var reader = SourceReader.For(new SourceOptions(), new StoreOptions { Connection = Path.GetTempPath() });

        Assert.Contains("Only 'https:' addresses can be read.", await reader.FindProblemAsync($"{_container.Uri}/other.csv", RunOrigin.CommandLine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABlobOfAnotherAccount_IsAWebAddressLikeAnyOther()
    {
        using var reader = new SourceReader(new SourceOptions());

        Assert.Contains("Only 'https:' addresses can be read.", await reader.FindProblemAsync($"{_container.Uri}/other.csv", RunOrigin.CommandLine), StringComparison.Ordinal);
    }
}

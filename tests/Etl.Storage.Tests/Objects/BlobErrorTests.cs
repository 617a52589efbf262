using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;

namespace Etl.Storage.Tests.Objects;

/// <summary>What the store says when Azure says no.</summary>
public class BlobErrorTests(AzuriteFixture azurite)
{
    private const string Secret = "c2VjcmV0c2VjcmV0c2VjcmV0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "\"Storage Blob Data Contributor\"", false)]
    [InlineData(403, "AuthorizationFailure", "network rules", false)]
    [InlineData(403, "AuthenticationFailed", "key or the shared access signature", false)]
    [InlineData(403, "KeyBasedAuthenticationNotPermitted", "Etl:Storage:blobServiceUri", false)]
    [InlineData(403, "SomethingNew", "\"Storage Blob Data Contributor\"", false)]
    [InlineData(404, "ContainerNotFound", "container does not exist", false)]
    [InlineData(409, "ContainerBeingDeleted", "being deleted", true)]
    [InlineData(412, "LeaseIdMissing", "lease", true)]
    [InlineData(429, null, "busy", true)]
    [InlineData(503, "ServerBusy", "busy", true)]
    [InlineData(507, "InsufficientStorage", "busy", true)]
    [InlineData(400, "OutOfRangeInput", "the text of the service", false)]
    public void Translate_AnswerOfTheService_NamesTheCauseAndTheWayOut(int status, string? code, string wayOut, bool isTransient)
    {
        var e = Translate(new RequestFailedException(status, "the text of the service\nand headers", code, innerException: null));

        Assert.StartsWith("'heads/root.json' can't be written in the container 'etl' of the storage account 'hotels': the service answered", e.Message, StringComparison.Ordinal);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.Contains(code ?? "", e.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(isTransient, e.IsTransient);
    }

    [Theory]
    [InlineData(412, "ConditionNotMet", true)]
    [InlineData(412, null, true)]
    [InlineData(409, "BlobAlreadyExists", true)]
    [InlineData(404, "BlobNotFound", true)]
    [InlineData(412, "LeaseIdMissing", false)]
    [InlineData(409, "ContainerBeingDeleted", false)]
    [InlineData(409, null, false)]
    [InlineData(404, "ContainerNotFound", false)]
    [InlineData(404, null, false)]
    [InlineData(503, "ServerBusy", false)]
    public void IsLost_AnswerToAConditionalPut_OnlyWhenTheConditionDecided(int status, string? code, bool isLost) =>
        Assert.Equal(isLost, BlobErrors.IsLost(new RequestFailedException(status, "text", code, innerException: null)));

    [Fact]
    public void Translate_NoIdentity_SaysHowToSignIn()
    {
        var e = Translate(new CredentialUnavailableException("DefaultAzureCredential failed.\n- one\n- two"));

        Assert.Contains("az login", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public void Translate_UnknownHost_AsksForTheAccountsName()
    {
        var failure = new RequestFailedException(0, "no such host", new HttpRequestException("no such host", new SocketException((int)SocketError.HostNotFound)));

        var e = Translate(new AggregateException(failure, failure));

        Assert.Contains("Is 'hotels' the name of the storage account", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }

    [Fact]
    public void Translate_TimeLimitOfTheClient_IsTransient()
    {
        var e = Translate(new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout"));

        Assert.Contains("did not answer in time", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task Open_NothingListens_AsksForAzurite()
    {
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var options = new StoreOptions { Connection = $"DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey={Secret};BlobEndpoint=http://{port.LocalEndPoint}/nobody" };

        var e = await Assert.ThrowsAsync<StoreException>(() => ObjectStores.OpenAsync(options, Ct));

        Assert.StartsWith("The store can't be opened in the container 'etl' of the storage account 'nobody'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Is Azurite running?", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task Open_WrongKey_SaysSo()
    {
        var connection = await azurite.ConnectAsync();
        var wrong = string.Join(';', connection.Split(';').Select(part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? $"AccountKey={Secret}" : part));

        var e = await Assert.ThrowsAsync<StoreException>(() => ObjectStores.OpenAsync(new StoreOptions { Connection = wrong }, Ct));

        Assert.Contains("key or the shared access signature is wrong", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_ContainerIsGone_SaySo()
    {
        var container = await azurite.CreateContainerAsync();
        await container.DeleteAsync(cancellationToken: Ct);
        var store = new BlobObjectStore(container);

        var failures = new[]
        {
            await Assert.ThrowsAsync<StoreException>(() => store.TryReadAsync("a/b", Ct)),
            await Assert.ThrowsAsync<StoreException>(() => store.TryCreateAsync("a/b", new byte[1], Ct)),
            await Assert.ThrowsAsync<StoreException>(() => store.TryReplaceAsync("a/b", new byte[1], "\"0x1\"", Ct)),
            await Assert.ThrowsAsync<StoreException>(() => store.OpenReadAsync("a/b", Ct)),
            await Assert.ThrowsAsync<StoreException>(async () => await store.ListAsync("a/", Ct).ToListAsync(Ct)),
            await Assert.ThrowsAsync<StoreException>(() => store.WriteNoteAsync("a/b", new Dictionary<string, string>(), Ct)),
        };

        Assert.All(failures, e => Assert.Contains($"'{container.Name}'", e.Message, StringComparison.Ordinal));
        Assert.All(failures, e => Assert.Contains("The container does not exist", e.Message, StringComparison.Ordinal));
    }

    private static StoreException Translate(Exception exception)
    {
        var errors = new BlobErrors(new BlobContainerClient($"DefaultEndpointsProtocol=https;AccountName=hotels;AccountKey={Secret};EndpointSuffix=core.windows.net", "etl"));
        Assert.True(errors.Covers(exception));
        return errors.Translate(exception, "heads/root.json", "written");
    }
}

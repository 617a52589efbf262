using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Etl.Core.Tasks;
using Etl.Storage.Objects;

namespace Etl.Storage.Sources;

/// <summary>Blobs of the configured storage account, by their address, read with the account's credential.</summary>
internal sealed class BlobSource(BlobServiceClient account)
{
    public bool Holds(Uri address) => SourceRoots.IsBelow(account.Uri, address);

    public Task<OpenedSource> OpenAsync(SourceLocation location, CancellationToken cancellationToken) => ReadAsync(location, async blob =>
    {
        var download = await blob.DownloadStreamingAsync(cancellationToken: cancellationToken);
        return new OpenedSource(download.Value.Content, new SourceReading(SourceLocation.Display(location.Address!), download.Value.Details.ETag.ToString()));
    });

    /// <summary>What <see cref="OpenAsync"/> would say of the source now, without its content.</summary>
    public Task<SourceReading> LookAtAsync(SourceLocation location, CancellationToken cancellationToken) => ReadAsync(location, async blob =>
    {
        var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        return new SourceReading(SourceLocation.Display(location.Address!), properties.Value.ETag.ToString());
    });

    private async Task<T> ReadAsync<T>(SourceLocation location, Func<BlobClient, Task<T>> read)
    {
        var name = new BlobUriBuilder(location.Address!);
        if (name.BlobContainerName.Length == 0 || name.BlobName.Length == 0)
        {
            throw new SourceException($"Source '{location.Given}' is not the address of a blob: it is the account's address, a container and a name.");
        }

        try
        {
            return await read(account.GetBlobContainerClient(name.BlobContainerName).GetBlobClient(name.BlobName));
        }
        catch (Exception exception) when (BlobErrors.Last(exception) is RequestFailedException refused)
        {
            throw Explain(location, refused);
        }
        catch (Exception exception) when (BlobErrors.Last(exception) is AuthenticationFailedException failed)
        {
            throw new SourceException($"Source '{location.Given}' can't be read: the store's credential was refused. {failed.Message}", failed);
        }
        catch (AggregateException exception)
        {
            throw new SourceUnavailableException($"Source '{location.Given}' can't be read now: the storage account did not answer in time, several times over. Try again later.", exception);
        }
    }

    private static Exception Explain(SourceLocation location, RequestFailedException exception) => exception.Status switch
    {
        404 => new SourceException($"Source '{location.Given}' does not exist ({exception.ErrorCode}).", exception),
        401 or 403 => new SourceException($"Source '{location.Given}' can't be read: the credential of the store may not read it ({exception.ErrorCode}).", exception),
        _ => new SourceUnavailableException($"Source '{location.Given}' can't be read now: the storage account answered {exception.Status} ({exception.ErrorCode}). Try again later.", exception),
    };
}

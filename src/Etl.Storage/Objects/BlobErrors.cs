using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Etl.Storage.Objects;

/// <summary>The failures of Azure Blob Storage, by status and error code. Messages never hold a URI: it may carry a signature.</summary>
internal sealed class BlobErrors(BlobContainerClient container) : StoreErrors
{
    private readonly string _where = $"the container '{container.Name}' of the storage account '{container.AccountName}'";

    public override bool Covers(Exception exception) => IsOfTheService(exception);

    /// <summary>Whether a call of the service can fail so. The SDK has retried by itself, and then throws all failures together; signing in is a part of every call, and fails by itself.</summary>
    public static bool IsOfTheService(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(IsOfTheService),
        RequestFailedException or AuthenticationFailedException or IOException or OperationCanceledException => true,
        _ => false,
    };

    public override StoreException Translate(Exception exception, string? name, string done)
    {
        var what = Sentence($"{SubjectOf(name)} can't be {done} in {_where}");
        return Last(exception) switch
        {
            RequestFailedException { Status: 0 } e => Unreachable(what, e),
            RequestFailedException e => Refused(what, e),
            AuthenticationFailedException e => new StoreException(
                $"{what}: no Azure identity to sign in with ({FirstLine(e.Message)}). Sign in with 'az login', or give the app a managed identity.", isTransient: false, e),
            OperationCanceledException e => new StoreException($"{what}: the service did not answer in time, several times over. Try again later.", isTransient: true, e),
            var e => new StoreException($"{what}: the connection broke ({FirstLine(e.Message)}). Try again later.", isTransient: true, e),
        };
    }

    /// <summary>Whether a conditional write lost: the service says so with a failed condition, with a taken name, or with nothing to replace.</summary>
    public static bool IsLost(RequestFailedException e) =>
        (e.Status == 412 && e.ErrorCode != "LeaseIdMissing") || (e.Status == 409 && e.ErrorCode == "BlobAlreadyExists") || IsBlobMissing(e);

    public static bool IsBlobMissing(RequestFailedException e) => e.Status == 404 && e.ErrorCode == "BlobNotFound";

    /// <summary>The failure that ended the SDK's own tries.</summary>
    public static Exception Last(Exception exception) =>
        exception is AggregateException { InnerExceptions: [.., var last] } ? Last(last) : exception;

    private static StoreException Refused(string what, RequestFailedException e)
    {
        var code = string.IsNullOrEmpty(e.ErrorCode) ? e.Status.ToString() : $"{e.Status} {e.ErrorCode}";
        var (wayOut, isTransient) = (e.Status, e.ErrorCode) switch
        {
            (403, "AuthorizationPermissionMismatch") => (
                "Assign the role \"Storage Blob Data Contributor\" on the account or the container to this identity; it takes up to ten minutes to work.", false),
            (403, "AuthorizationFailure") => (
                "The key or the shared access signature is wrong or does not allow this, the account's network rules keep this machine out, or the identity lacks the role \"Storage Blob Data Contributor\".", false),
            (401 or 403, "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation") => (
                "The key or the shared access signature is wrong or has expired, or this machine's clock is off.", false),
            (403, "KeyBasedAuthenticationNotPermitted") => (
                "The account takes no keys: set Etl:Storage:blobServiceUri in place of the connection string, and give this identity the role \"Storage Blob Data Contributor\".", false),
            (401 or 403, _) => ("Does this identity have the role \"Storage Blob Data Contributor\" on the account or the container?", false),
            (404, "ContainerNotFound") => ("The container does not exist (any more); it is made when the app starts.", false),
            (409, "ContainerBeingDeleted") => ("The container is being deleted. Wait a minute and start again, or choose another container.", true),
            (409, "BlobImmutableDueToPolicy") => ("A retention policy forbids to change it. Choose a container without one.", false),
            (412, "LeaseIdMissing") => ("Somebody holds a lease on it. Break the lease, or wait until it ends.", true),
            (400, "InvalidHeaderValue") => ("If this is Azurite, start it with --skipApiVersionCheck, or update it.", false),
            (408 or 429 or >= 500, _) => ("The service is busy or out of order, several times over. Try again later.", true),
            _ => (FirstLine(e.Message), false),
        };
        return new StoreException($"{what}: the service answered {code}. {wayOut}", isTransient, e);
    }

    private StoreException Unreachable(string what, RequestFailedException e)
    {
        var host = $"{container.Uri.Host}:{container.Uri.Port}";
        var reason = SocketErrorOf(e) switch
        {
            SocketError.ConnectionRefused when container.Uri.IsLoopback =>
                $"nothing listens on {host}. Is Azurite running? Start it with 'npx azurite-blob --skipApiVersionCheck', or give --store a folder.",
            SocketError.HostNotFound or SocketError.NoData =>
                $"there is no host {container.Uri.Host}. Is '{container.AccountName}' the name of the storage account, and the network up?",
            _ => $"{host} can't be reached ({FirstLine(e.Message)}). Is the network up, and does a firewall let this machine through?",
        };
        return new StoreException($"{what}: {reason}", isTransient: true, e);
    }

    private static SocketError? SocketErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    private static string FirstLine(string message) => message.AsSpan().Trim().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString().TrimEnd('.') : message;
}

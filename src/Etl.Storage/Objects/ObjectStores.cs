using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Etl.Storage.Objects;

/// <summary>Opens the store that the options name.</summary>
public static partial class ObjectStores
{
    /// <summary>Opens a folder or a container, makes it when it is missing, and checks that it can be written.</summary>
    /// <exception cref="StoreException">The options name no store, or it can't be reached or written.</exception>
    public static async Task<IObjectStore> OpenAsync(StoreOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Folder is { } folder)
        {
            var store = new FolderObjectStore(folder);
            await store.PrepareAsync(cancellationToken);
            return store;
        }

        var service = ConnectTo(options);
        await new BlobObjectStore(service(QuickRetries()).GetBlobContainerClient(options.Container)).PrepareAsync(cancellationToken);
        return new BlobObjectStore(service(PatientRetries()).GetBlobContainerClient(options.Container));
    }

    /// <summary>Opens a store without making or writing anything. What is missing shows when it is read.</summary>
    /// <exception cref="StoreException">The options name no store.</exception>
    public static IObjectStore OpenToRead(StoreOptions options) => options.Folder is { } folder
        ? new FolderObjectStore(folder)
        : new BlobObjectStore(ConnectTo(options)(QuickRetries()).GetBlobContainerClient(options.Container));

    /// <summary>The storage account that has the store; null for a folder. It is not asked for anything.</summary>
    /// <exception cref="StoreException">The options name no store.</exception>
    internal static BlobServiceClient? AccountOf(StoreOptions options) => options.Folder is null ? ConnectTo(options)(QuickRetries()) : null;

    private static Func<BlobClientOptions, BlobServiceClient> ConnectTo(StoreOptions options)
    {
        if (!ContainerName().IsMatch(options.Container))
        {
            throw Invalid($"'{options.Container}' can't be the name of a container: 3 to 63 lower-case letters, digits and single hyphens, starting and ending with a letter or digit.");
        }

        if (options.BlobServiceUri is not null && !string.IsNullOrWhiteSpace(options.Connection))
        {
            throw Invalid("Two stores are configured, a connection and a blob service URI. Remove one of them.");
        }

        return options.Endpoint is { } endpoint ? SignInTo(endpoint) : UseConnectionString(options);
    }

    private static Func<BlobClientOptions, BlobServiceClient> SignInTo(Uri endpoint)
    {
        if (endpoint.Scheme != Uri.UriSchemeHttps || endpoint.Query.Length > 0 || (endpoint.AbsolutePath != "/" && !endpoint.IsLoopback))
        {
            throw Invalid($"The blob service URI must be the blob endpoint of a storage account, such as https://ACCOUNT.blob.core.windows.net, not '{endpoint.GetLeftPart(UriPartial.Path)}'. For a shared access signature use a connection string.");
        }

        var credential = new DefaultAzureCredential();
        return clientOptions => new BlobServiceClient(endpoint, credential, clientOptions);
    }

    private static Func<BlobClientOptions, BlobServiceClient> UseConnectionString(StoreOptions options)
    {
        if (!options.IsConnectionString)
        {
            throw Invalid("No store is configured. Set Etl:Storage (--store) to a folder or a connection string, or Etl:Storage:blobServiceUri to the blob endpoint of a storage account.");
        }

        return clientOptions =>
        {
            try
            {
                return new BlobServiceClient(options.Connection, clientOptions);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
            {
                throw Invalid("The connection string of the store is not valid. Copy it again from the storage account's page \"Access keys\"; a folder's path must not contain 'AccountName='.", e);
            }
        };
    }

    // Somebody waits in front of the screen: a wrong name or a missing Azurite should show within seconds.
    private static BlobClientOptions QuickRetries() => WithRetries(count: 2, TimeSpan.FromMilliseconds(300), longestDelay: TimeSpan.FromSeconds(2), answerWithin: TimeSpan.FromSeconds(20));

    private static BlobClientOptions PatientRetries() => WithRetries(count: 6, TimeSpan.FromMilliseconds(500), longestDelay: TimeSpan.FromSeconds(20), answerWithin: TimeSpan.FromSeconds(100));

    private static BlobClientOptions WithRetries(int count, TimeSpan firstDelay, TimeSpan longestDelay, TimeSpan answerWithin) => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = count,
            Delay = firstDelay,
            MaxDelay = longestDelay,
            NetworkTimeout = answerWithin,
        },
    };

    private static StoreException Invalid(string message, Exception? inner = null) => new(message, isTransient: false, inner);

    [GeneratedRegex(@"^(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ContainerName();
}

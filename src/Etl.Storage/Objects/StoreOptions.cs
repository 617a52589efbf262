namespace Etl.Storage.Objects;

/// <summary>Which store to open: exactly one of <see cref="Connection"/> and <see cref="BlobServiceUri"/>.</summary>
public sealed record StoreOptions
{
    private static readonly string[] ConnectionStringSettings =
        ["UseDevelopmentStorage=", "DefaultEndpointsProtocol=", "AccountName=", "BlobEndpoint=", "SharedAccessSignature="];

    /// <summary>
    /// The path of a folder, a connection string of a storage account (<c>UseDevelopmentStorage=true</c> is Azurite), or the
    /// blob endpoint of an account (<c>https://…</c>), which is the same as <see cref="BlobServiceUri"/>.
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>The blob endpoint of a storage account, which the app signs in to with <c>DefaultAzureCredential</c>.</summary>
    public Uri? BlobServiceUri { get; init; }

    /// <summary>The container in the account; no meaning for a folder.</summary>
    public string Container { get; init; } = "etl";

    /// <summary>The folder; null when the store is not one.</summary>
    public string? Folder => BlobServiceUri is null && !string.IsNullOrWhiteSpace(Connection) && !IsConnectionString && Endpoint is null ? Connection : null;

    internal Uri? Endpoint => BlobServiceUri ?? (IsUri(Connection) ? new Uri(Connection!) : null);

    internal bool IsConnectionString =>
        Connection is { } connection && Array.Exists(ConnectionStringSettings, setting => connection.Contains(setting, StringComparison.OrdinalIgnoreCase));

    /// <summary>Says which store, never a secret.</summary>
    public override string ToString() => Folder ?? $"container '{Container}' of {Endpoint?.Authority ?? "a storage account"}";

    private static bool IsUri(string? text) =>
        text is not null
        && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && Uri.IsWellFormedUriString(text, UriKind.Absolute);
}

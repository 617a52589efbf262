using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Objects;

namespace Etl.Storage.Sources;

/// <summary>
/// Opens raw data: files by path or <c>file:</c> URI, web addresses (<c>https:</c> only), and blobs of the configured storage
/// account by their address. Runs from the command line read what the user can read; all others only what lies within the
/// configured roots. Thread-safe.
/// </summary>
public sealed class SourceReader : IDisposable
{
    private readonly SourceRoots _roots;
    private readonly HttpSource _http;
    private readonly Lazy<BlobSource?> _blobs;

    /// <summary>A reader with the given roots.</summary>
    /// <param name="options">The setting <c>Etl:Sources</c>.</param>
    /// <param name="account">Gives the storage account whose blobs are read with its credential, when the first address is read; without it their addresses are web addresses like any other.</param>
    /// <param name="handler">Sends requests to web servers; it must not follow redirects. The default does not, and keeps no cookies.</param>
    /// <exception cref="ArgumentException">A root is neither a folder nor an address.</exception>
    public SourceReader(SourceOptions options, Func<BlobServiceClient?>? account = null, HttpMessageHandler? handler = null)
    {
        _roots = new SourceRoots(options.Roots);
        _http = new HttpSource(handler ?? HttpSource.CreateHandler(), options.ResponseTimeout);
        _blobs = new Lazy<BlobSource?>(() => account?.Invoke() is { } client ? new BlobSource(client) : null);
    }

    /// <summary>A reader for an app: blobs of the account that has the store are read with the store's credential.</summary>
    public static SourceReader For(SourceOptions options, StoreOptions store) => new(options, () => ObjectStores.AccountOf(store));

    /// <summary>Opens a source; the caller disposes the stream, which can't be rewound.</summary>
    /// <param name="location">An absolute path, a path relative to the current directory, or a URI.</param>
    /// <param name="origin">Who asked for the run.</param>
    /// <param name="cancellationToken">Stops waiting for a server.</param>
    /// <exception cref="SourceException">Nothing is there, or the run may not read it.</exception>
    /// <exception cref="SourceUnavailableException">It can't be read at the moment.</exception>
    public async Task<Stream> OpenAsync(string location, RunOrigin origin, CancellationToken cancellationToken = default) =>
        (await OpenSourceAsync(location, origin, cancellationToken)).Content;

    /// <summary>
    /// What <see cref="OpenAsync"/> would complain about, or null when the source can be read. The source is opened and closed
    /// again, none of it is read.
    /// </summary>
    public async Task<string?> FindProblemAsync(string location, RunOrigin origin, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var content = await OpenAsync(location, origin, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is SourceException or SourceUnavailableException)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// What is different about a source that was read earlier, in words; null when it is as it was then. A file with a recorded hash is read to its end; of an address only the headers are
    /// asked for. A source that can't be read now counts as different.
    /// </summary>
    /// <param name="reading">As it was recorded.</param>
    /// <param name="origin">Who asks: what may not be read is not looked at.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<string?> FindChangeAsync(SourceReading reading, RunOrigin origin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!reading.CanBeChecked)
        {
            return $"nothing tells whether source '{reading.Location}' has changed";
        }

        try
        {
            return await IsAsRecordedAsync(reading, origin, cancellationToken) ? null : $"source '{reading.Location}' has changed";
        }
        catch (Exception exception) when (exception is SourceException or IOException)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal async Task<OpenedSource> OpenSourceAsync(string location, RunOrigin origin, CancellationToken cancellationToken)
    {
        var parsed = SourceLocation.Parse(location);
        if (parsed.Path is { } path)
        {
            // Opening a file blocks, for long on a network drive.
            var file = await Task.Run(() => FileSource.Open(parsed, IsConfined(origin) ? Confine(parsed, path) : path), cancellationToken);

            // What can't be read twice, such as a pipe, can't be compared later.
            return file.Reading.Version is null ? file : file with { Content = new HashedStream(file.Content) };
        }

        EnsureAllowed(parsed, parsed.Address!, origin);
        return _blobs.Value?.Holds(parsed.Address!) == true
            ? await _blobs.Value.OpenAsync(parsed, cancellationToken)
            : await _http.OpenAsync(parsed, address => EnsureAllowed(parsed, address, origin), HttpMethod.Get, cancellationToken);
    }

    private static bool IsConfined(RunOrigin origin) => origin != RunOrigin.CommandLine;

    private async Task<bool> IsAsRecordedAsync(SourceReading reading, RunOrigin origin, CancellationToken cancellationToken)
    {
        var parsed = SourceLocation.Parse(reading.Location);
        if (parsed.Path is not null)
        {
            var file = await OpenSourceAsync(reading.Location, origin, cancellationToken);
            await using var content = file.Content;

            // The date alone says nothing: a copied file has another one and the same content, and a changed file may keep both.
            return reading.Sha256 is null
                ? file.Reading.Version == reading.Version
                : LengthOf(file.Reading) == LengthOf(reading) && Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) == reading.Sha256;
        }

        EnsureAllowed(parsed, parsed.Address!, origin);
        if (_blobs.Value?.Holds(parsed.Address!) == true)
        {
            return (await _blobs.Value.LookAtAsync(parsed, cancellationToken)).Version == reading.Version;
        }

        var headers = await _http.OpenAsync(parsed, address => EnsureAllowed(parsed, address, origin), HttpMethod.Head, cancellationToken);
        await headers.Content.DisposeAsync();
        return headers.Reading.Version == reading.Version;
    }

    private static string? LengthOf(SourceReading file) => file.Version?.Split(',')[0];

    private void EnsureAllowed(SourceLocation location, Uri address, RunOrigin origin)
    {
        if (IsConfined(origin) && !_roots.Contains(address))
        {
            throw Outside(location);
        }

        if (address.Scheme != Uri.UriSchemeHttps && _blobs.Value?.Holds(address) != true)
        {
            throw new SourceException($"Source '{location.Given}' is not encrypted on its way. Only 'https:' addresses can be read.");
        }
    }

    private static SourceException Outside(SourceLocation location) =>
        new($"Source '{location.Given}' lies outside of the folders and addresses that this run may read. The setting Etl:Sources lists them; runs started with 'etl run' may read every file of their user.");

    private string Confine(SourceLocation location, string path)
    {
        try
        {
            var real = RealPath.Resolve(path);
            return _roots.Contains(real) ? real : throw Outside(location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"Source '{location.Given}' can't be read: {exception.Message}", exception);
        }
    }
}

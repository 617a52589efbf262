using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Etl.Storage.Objects;

/// <summary>
/// A store in a container of Azure Blob Storage. A note is an empty blob whose values are its metadata, so one listing returns
/// 5,000 of them. Retries are the client's own.
/// </summary>
public sealed class BlobObjectStore : IObjectStore
{
    private readonly BlobContainerClient _container;
    private readonly BlobErrors _errors;

    /// <summary>A store in a container that exists.</summary>
    public BlobObjectStore(BlobContainerClient container)
    {
        _container = container;
        _errors = new BlobErrors(container);
    }

    /// <inheritdoc/>
    public string Description => $"container '{_container.Name}' of storage account '{_container.AccountName}' ({_container.Uri.Authority})";

    /// <summary>When leases are renewed.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Of an upload, in bytes.</summary>
    internal int BlockSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Of a listing, in blobs; the service's largest.</summary>
    internal int PageSize { get; init; } = 5_000;

    /// <inheritdoc/>
    public async Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default)
    {
        var blob = Blob(name);
        return await _errors.RunAsync(name, "read", ReadAsync, cancellationToken);

        async Task<StoredObject?> ReadAsync()
        {
            try
            {
                var answer = await blob.DownloadContentAsync(cancellationToken);
                return new StoredObject(answer.Value.Content.ToMemory(), answer.Value.Details.ETag.ToString());
            }
            catch (RequestFailedException e) when (BlobErrors.IsBlobMissing(e))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        TryPutAsync(name, content, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        TryPutAsync(name, content, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        var note = NoteBlob(name);
        var options = new BlobUploadOptions { Metadata = NoteValues.Check(name, values).ToDictionary(pair => pair.Key, pair => NoteValues.Encode(pair.Value)) };
        await _errors.RunAsync(name, "written", () => note.UploadAsync(new MemoryStream([]), options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var blob in ListBlobsAsync(prefix, BlobTraits.Metadata, cancellationToken))
        {
            if (blob.Name.EndsWith(ObjectName.NoteEnding, StringComparison.Ordinal))
            {
                var name = blob.Name[..^ObjectName.NoteEnding.Length];
                yield return new StoredNote(name, NoteOf(name, blob.Metadata));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<NotePage> ListNotesPageAsync(string prefix, string? continuation, int size, CancellationToken cancellationToken = default)
    {
        var pages = _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, ObjectName.CheckPrefix(prefix), cancellationToken).AsPages(continuation, size);
        await using var page = pages.GetAsyncEnumerator(cancellationToken);
        if (!await _errors.RunAsync(prefix, "listed", NextAsync, cancellationToken))
        {
            return new NotePage([], Continuation: null);
        }

        var notes = new List<StoredNote>();
        foreach (var blob in page.Current.Values.Where(blob => blob.Name.EndsWith(ObjectName.NoteEnding, StringComparison.Ordinal)))
        {
            var name = blob.Name[..^ObjectName.NoteEnding.Length];
            notes.Add(new StoredNote(name, NoteOf(name, blob.Metadata)));
        }

        return new NotePage(notes, page.Current.ContinuationToken is { Length: > 0 } next ? next : null);

        async Task<bool> NextAsync()
        {
            try
            {
                return await page.MoveNextAsync();
            }
            catch (RequestFailedException exception) when (exception.Status == 400 && continuation is not null)
            {
                throw new ArgumentException("The listing can't be continued there.", nameof(continuation), exception);
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var blob in ListBlobsAsync(prefix, BlobTraits.None, cancellationToken))
        {
            if (ObjectName.IsValid(blob.Name))
            {
                yield return blob.Name;
            }
        }
    }

    /// <inheritdoc/>
    public ObjectUpload CreateUpload(string name) => new BlobUpload(Blob(name), BlockSize, name, _errors);

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        var blob = Blob(name);
        return await _errors.RunAsync(name, "read", OpenAsync, cancellationToken);

        async Task<Stream> OpenAsync()
        {
            try
            {
                var answer = await blob.DownloadStreamingAsync(new BlobDownloadOptions(), cancellationToken);
                return new StoreReadStream(answer.Value.Content, name, _errors);
            }
            catch (RequestFailedException e) when (BlobErrors.IsBlobMissing(e))
            {
                throw new ObjectNotFoundException(Description, name);
            }
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        BlockBlobClient[] blobs = [Blob(name), NoteBlob(name)];
        await _errors.RunAsync(
            name,
            "deleted",
            () => Task.WhenAll(blobs.Select(blob => blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions(), cancellationToken))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default)
    {
        var blob = _container.GetBlockBlobClient(ObjectName.Check(name) + ObjectName.LeaseEnding);
        return _errors.RunAsync<StoreLease?>(name, "leased", async () => await BlobLease.TryAcquireAsync(blob, Time, cancellationToken), cancellationToken);
    }

    /// <summary>Makes the container, and checks that it can be written.</summary>
    internal async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _errors.RunAsync(name: null, "opened", PrepareAsync, cancellationToken);

        async Task<bool> PrepareAsync()
        {
            await CreateContainerAsync(cancellationToken);
            await Blob("store-check").UploadAsync(new MemoryStream([]), new BlobUploadOptions(), cancellationToken);
            return true;
        }
    }

    private async Task CreateContainerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _container.CreateIfNotExistsAsync(PublicAccessType.None, metadata: null, encryptionScopeOptions: null, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 403)
        {
            // A signature for one container may not make containers. If the container is missing too, the next write says so.
        }
    }

    private async Task<bool> TryPutAsync(string name, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var blob = Blob(name);
        var options = new BlobUploadOptions { Conditions = conditions };
        return await _errors.RunAsync(name, "written", PutAsync, cancellationToken);

        async Task<bool> PutAsync()
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromBytes(content).ToStream(), options, cancellationToken);
                return true;
            }
            catch (RequestFailedException e) when (BlobErrors.IsLost(e))
            {
                return false;
            }
        }
    }

    private async IAsyncEnumerable<BlobItem> ListBlobsAsync(string prefix, BlobTraits traits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _container.GetBlobsAsync(traits, BlobStates.None, ObjectName.CheckPrefix(prefix), cancellationToken).AsPages(pageSizeHint: PageSize);
        await using var page = pages.GetAsyncEnumerator(cancellationToken);
        while (await _errors.RunAsync(prefix, "listed", () => page.MoveNextAsync().AsTask(), cancellationToken))
        {
            foreach (var blob in page.Current.Values)
            {
                yield return blob;
            }
        }
    }

    private static Dictionary<string, string> NoteOf(string name, IDictionary<string, string> metadata)
    {
        try
        {
            return metadata.ToDictionary(pair => pair.Key, pair => NoteValues.Decode(pair.Value), StringComparer.OrdinalIgnoreCase);
        }
        catch (FormatException e)
        {
            throw new StoreException($"The note '{name}' can't be read: {e.Message} If its metadata was changed by hand, delete it.", isTransient: false, e);
        }
    }

    private BlockBlobClient Blob(string name) => _container.GetBlockBlobClient(ObjectName.Check(name));

    private BlockBlobClient NoteBlob(string name) => _container.GetBlockBlobClient(ObjectName.Check(name) + ObjectName.NoteEnding);
}

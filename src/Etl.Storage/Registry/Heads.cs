using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// One reading of the heads: whatever is published meanwhile, all answers come from the same moment, so the models of a run are
/// there all or none. Thread-safe.
/// </summary>
public sealed class Heads
{
    private readonly IObjectStore _store;
    private readonly RecordFiles<HeadFile> _files;
    private readonly RecentlyUsed<string, HeadFile> _known;

    internal Heads(IObjectStore store, RecordFiles<HeadFile> files, RecentlyUsed<string, HeadFile> known, HeadsRoot root, string? etag)
    {
        _store = store;
        _files = files;
        _known = known;
        Root = root;
        ETag = etag;
    }

    /// <summary>The models that have a published version, in ordinal order.</summary>
    public IReadOnlyCollection<string> Models => Root.HeadFiles.Keys;

    internal HeadsRoot Root { get; }

    /// <summary>Null before the first publish.</summary>
    internal string? ETag { get; }

    /// <summary>The published versions of a model; null when it has none. One read of the store, unless this process knows them.</summary>
    /// <exception cref="StoreException">The store fails, or what the root names is gone.</exception>
    public async Task<HeadFile?> FindAsync(string model, CancellationToken cancellationToken = default) =>
        !Root.HeadFiles.TryGetValue(model, out var name) ? null : _known.TryGet(name, out var file) ? file : await ReadAsync(name, cancellationToken);

    /// <summary>The published versions of several models, in the given order; models without any are left out. One read for each that this process does not know, several at a time.</summary>
    /// <exception cref="StoreException">The store fails, or what the root names is gone.</exception>
    public async Task<IReadOnlyList<HeadFile>> FindAllAsync(IEnumerable<string> models, CancellationToken cancellationToken = default) =>
        [.. (await Batches.SelectAsync(models, model => FindAsync(model, cancellationToken))).OfType<HeadFile>()];

    private async Task<HeadFile> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var file = await _files.FindAsync(name, cancellationToken) ?? throw new ObjectNotFoundException(_store.Description, name);
        _known.Add(name, file, file.Versions.Count);
        return file;
    }
}

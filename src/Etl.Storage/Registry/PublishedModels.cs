using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// The heads: which versions of which models are published. They change by one swap of one small root object, so a publish is all or
/// nothing for every reader. docs/registry.md has the protocol. Thread-safe.
/// </summary>
public sealed class PublishedModels(IObjectStore store, TimeProvider time)
{
    private const int MaxConflicts = 50;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private readonly RecordFiles<HeadsRoot> _roots = new(store, HeadsRoot.CurrentSchema);
    private readonly RecordFiles<HeadFile> _files = new(store, HeadFile.CurrentSchema);

    /// <summary>Reads the root, once; everything is resolved from that copy.</summary>
    /// <exception cref="StoreException">The store fails, or the root can't be read.</exception>
    public async Task<Heads> ReadAsync(CancellationToken cancellationToken = default)
    {
        var found = await _roots.FindForReplaceAsync(RegistryNames.HeadsRoot, cancellationToken);
        var root = new HeadsRoot(HeadsRoot.CurrentSchema, new SortedDictionary<string, string>(found?.Record.HeadFiles ?? [], StringComparer.Ordinal));
        return new Heads(store, _files, root, found?.ETag);
    }

    /// <summary>
    /// Makes versions visible, all at once. They are merged into the lists by their order keys: it does not matter who publishes first, nor how
    /// often, and an older business date never displaces a newer one. Waits a little and merges again when another publish was faster.
    /// </summary>
    /// <exception cref="StoreException">The store fails, or other publishes were faster again and again (transient).</exception>
    /// <exception cref="ArgumentException">A version is of a model whose name is not valid.</exception>
    public async Task<PublishOutcome> PublishAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken = default)
    {
        var known = new Dictionary<string, HeadFile>(StringComparer.Ordinal);
        for (var conflicts = 0; conflicts <= MaxConflicts; conflicts++)
        {
            if (conflicts > 0)
            {
                await Task.Delay(Delay(conflicts), time, cancellationToken);
            }

            var heads = await ReadAsync(cancellationToken);
            var changed = await MergeAsync(heads, versions, known, cancellationToken);
            if (changed.Count == 0 || await TrySwapAsync(heads, changed, cancellationToken))
            {
                return new PublishOutcome(changed.Count, conflicts);
            }
        }

        throw new StoreException($"The heads in the store {store.Description} could not be swapped: {MaxConflicts} times another publish was faster. Publish again.", isTransient: true);
    }

    /// <summary>The lists that the versions make longer.</summary>
    private static async Task<IReadOnlyList<HeadFile>> MergeAsync(Heads heads, IReadOnlyList<ModelVersion> versions, Dictionary<string, HeadFile> known, CancellationToken cancellationToken)
    {
        var models = versions.GroupBy(version => version.Model, StringComparer.Ordinal).ToList();

        // Head files never change, so what was read for an earlier root need not be read again.
        var unread = models.Select(model => model.Key).Where(model => heads.Root.HeadFiles.TryGetValue(model, out var name) && !known.ContainsKey(name));
        foreach (var file in await Batches.SelectAsync(unread, model => heads.FindAsync(model, cancellationToken)))
        {
            known[heads.Root.HeadFiles[file!.Model]] = file;
        }

        var changed = new List<HeadFile>();
        foreach (var model in models)
        {
            var current = heads.Root.HeadFiles.TryGetValue(model.Key, out var name) ? known[name] : null;
            var merged = model.Aggregate(current, (list, version) => list?.Merge(version) ?? HeadFile.Of(version))!;
            if (!ReferenceEquals(merged, current))
            {
                changed.Add(merged);
            }
        }

        return changed;
    }

    private async Task<bool> TrySwapAsync(Heads heads, IReadOnlyList<HeadFile> changed, CancellationToken cancellationToken)
    {
        var names = await Batches.SelectAsync(changed, file => PutAsync(file, cancellationToken));
        var root = new HeadsRoot(HeadsRoot.CurrentSchema, new SortedDictionary<string, string>(heads.Root.HeadFiles, StringComparer.Ordinal));
        foreach (var (file, name) in changed.Zip(names))
        {
            root.HeadFiles[file.Model] = name;
        }

        var content = RecordFiles<HeadsRoot>.Serialize(root);
        return heads.ETag is null
            ? await store.TryCreateAsync(RegistryNames.HeadsRoot, content, cancellationToken)
            : await store.TryReplaceAsync(RegistryNames.HeadsRoot, content, heads.ETag, cancellationToken);
    }

    private async Task<string> PutAsync(HeadFile file, CancellationToken cancellationToken)
    {
        var content = RecordFiles<HeadFile>.Serialize(file);
        var name = RegistryNames.Head(file.Model, Convert.ToHexStringLower(SHA256.HashData(content)));

        // Somebody else may have put it already: under this name there is only this content.
        await store.TryCreateAsync(name, content, cancellationToken);
        return name;
    }

    /// <summary>Random, so that publishers that met once do not meet again; longer on average each time.</summary>
    private static TimeSpan Delay(int conflicts)
    {
        var longest = TimeSpan.FromSeconds(Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, conflicts - 1)));
        return longest * Random.Shared.NextDouble();
    }
}

using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// The heads: which versions of which models are published. They change by one swap of one small root object, so a publish is all or
/// nothing for every reader. docs/registry.md has the protocol. Thread-safe.
/// </summary>
public sealed class PublishedModels(IObjectStore store, TimeProvider time)
{
    private const int MaxConflicts = 50;

    /// <summary>So many lists are in memory at a time, of however many a publish changes.</summary>
    private const int ListsAtATime = 256;

    /// <summary>About 1 KB each.</summary>
    private const int MaxKnownVersions = 10_000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private readonly RecordFiles<HeadsRoot> _roots = new(store, HeadsRoot.CurrentSchema);
    private readonly RecordFiles<HeadFile> _files = new(store, HeadFile.CurrentSchema);

    /// <summary>A head file never changes, because its name is the hash of its content, so it need not be read again.</summary>
    private readonly RecentlyUsed<string, HeadFile> _known = new(MaxKnownVersions);

    /// <summary>What makes each writing of a list unique; simulations need one that can be repeated.</summary>
    internal Func<string> NewWriting { get; init; } = () => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Reads the root, once; everything is resolved from that copy.</summary>
    /// <exception cref="StoreException">The store fails, or the root can't be read.</exception>
    public async Task<Heads> ReadAsync(CancellationToken cancellationToken = default)
    {
        var found = await _roots.FindForReplaceAsync(RegistryNames.HeadsRoot, cancellationToken);
        var root = new HeadsRoot(HeadsRoot.CurrentSchema, new SortedDictionary<string, string>(found?.Record.HeadFiles ?? [], StringComparer.Ordinal));
        return new Heads(store, _files, _known, root, found?.ETag);
    }

    /// <summary>
    /// Makes versions visible, all at once. They are merged into the lists by their order keys: it does not matter who publishes first, nor how
    /// often, and an older business date never displaces a newer one. Waits a little and merges again when another publish was faster.
    /// </summary>
    /// <exception cref="StoreException">The store fails, or other publishes were faster again and again (transient).</exception>
    /// <exception cref="ArgumentException">A version is of a model whose name is not valid.</exception>
    public Task<PublishOutcome> PublishAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken = default) =>
        PublishAsync(versions, mayAdd: null, cancellationToken);

    /// <summary>The same, but adds nothing once the run may not: asked after the root was read, so a run that retention has taken off the lists can't come back.</summary>
    internal async Task<PublishOutcome> PublishAsync(IReadOnlyList<ModelVersion> versions, Func<Task<bool>>? mayAdd, CancellationToken cancellationToken)
    {
        var models = versions.ToLookup(version => version.Model, StringComparer.Ordinal);
        return await SwapAsync(
            async heads =>
            {
                // Asked when it is known that something changes, and before anything is put.
                return await MergeAsync(heads).AnyAsync(cancellationToken) && (mayAdd is null || await mayAdd()) ? MergeAsync(heads) : AsyncEnumerable.Empty<HeadFile>();
            },
            cancellationToken);

        async IAsyncEnumerable<HeadFile> MergeAsync(Heads heads)
        {
            foreach (var some in models.Chunk(ListsAtATime))
            {
                var current = (await heads.FindAllAsync(some.Select(model => model.Key), cancellationToken)).ToDictionary(list => list.Model, StringComparer.Ordinal);
                foreach (var model in some)
                {
                    var before = current.GetValueOrDefault(model.Key);
                    var after = Merge(before, model);
                    if (!ReferenceEquals(before, after))
                    {
                        yield return after;
                    }
                }
            }
        }
    }

    /// <summary>
    /// Puts versions before all others of their models and partitions, all at once, although newer ones are there. Versions that are first already stay as they are, so
    /// repeating it changes nothing unless something newer came between.
    /// </summary>
    /// <exception cref="InvalidOperationException">A version is not listed, because it was not published or retention has taken it off. Nothing was changed.</exception>
    /// <exception cref="StoreException">The store fails, or other publishes were faster again and again (transient).</exception>
    public async Task<PublishOutcome> ForceAsync(IReadOnlyList<ModelVersion> versions, CancellationToken cancellationToken = default)
    {
        var models = versions.ToLookup(version => version.Model, StringComparer.Ordinal);
        return await SwapAsync(
            async heads =>
            {
                // Only what is listed can be forced: of what is not, retention may be deleting the bytes at this moment.
                var current = await heads.FindAllAsync(models.Select(model => model.Key), cancellationToken);
                var listed = current.ToDictionary(list => list.Model, StringComparer.Ordinal);
                var missing = versions.Where(version => listed.GetValueOrDefault(version.Model)?.Has(version) != true).ToList();
                if (missing.Count > 0)
                {
                    throw new InvalidOperationException($"{missing.Count} of {versions.Count} versions are not listed any more, because retention has taken them off: {string.Join(", ", missing.Take(5).Select(version => $"{version.Model}@{version.Version}"))}{(missing.Count > 5 ? ", ..." : "")}.");
                }

                var now = time.GetUtcNow();
                return current.Select(list => (Before: list, After: models[list.Model].Aggregate(list, (forced, version) => forced.Force(version, now))))
                    .Where(list => !ReferenceEquals(list.Before, list.After))
                    .Select(list => list.After)
                    .ToAsyncEnumerable();
            },
            cancellationToken);
    }

    /// <summary>Takes versions off the lists, all at once; called again when a publish was faster. Returns the lists as they are then.</summary>
    /// <param name="shorten">Returns the very list when nothing of it goes; never an empty one.</param>
    /// <param name="cancellationToken">Safe at any time.</param>
    internal async Task<IReadOnlyList<HeadFile>> UnlistAsync(Func<HeadFile, HeadFile> shorten, CancellationToken cancellationToken)
    {
        IReadOnlyList<HeadFile> after = [];
        await SwapAsync(
            async heads =>
            {
                var before = await heads.FindAllAsync(heads.Models, cancellationToken);
                after = [.. before.Select(shorten)];
                return after.Zip(before).Where(list => !ReferenceEquals(list.First, list.Second)).Select(list => list.First).ToAsyncEnumerable();
            },
            cancellationToken);
        return after;
    }

    /// <summary>
    /// Replaces the root by itself, so that whoever read it before can't replace it any more; the names of the head files that it has. What was put before for another
    /// root is of no use to anybody then. Null when there is no root.
    /// </summary>
    internal async Task<IReadOnlySet<string>?> FenceAsync(CancellationToken cancellationToken)
    {
        HashSet<string>? named = null;
        await SwapAsync(
            heads =>
            {
                named = heads.ETag is null ? null : heads.Root.HeadFiles.Values.ToHashSet(StringComparer.Ordinal);
                return Task.FromResult(AsyncEnumerable.Empty<HeadFile>());
            },
            cancellationToken,
            always: true);
        return named;
    }

    private static HeadFile Merge(HeadFile? list, IEnumerable<ModelVersion> versions) =>
        versions.Aggregate(list, (merged, version) => merged?.Merge(version) ?? HeadFile.Of(version))!;

    /// <summary>Replaces the root, by one that names the lists that are to change; again and again until nobody was faster.</summary>
    private async Task<PublishOutcome> SwapAsync(Func<Heads, Task<IAsyncEnumerable<HeadFile>>> change, CancellationToken cancellationToken, bool always = false)
    {
        for (var conflicts = 0; conflicts <= MaxConflicts; conflicts++)
        {
            if (conflicts > 0)
            {
                await Task.Delay(Delay(conflicts), time, cancellationToken);
            }

            var heads = await ReadAsync(cancellationToken);
            var changed = await PutAsync(await change(heads), cancellationToken);
            var isSame = changed.Count == 0 && (!always || heads.ETag is null);
            if (isSame || await TrySwapAsync(heads, changed, cancellationToken))
            {
                return new PublishOutcome(changed.Count, conflicts);
            }
        }

        throw new StoreException($"The heads in the store {store.Description} could not be swapped: {MaxConflicts} times another publish was faster. Publish again.", isTransient: true);
    }

    /// <summary>Model → name of its list.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PutAsync(IAsyncEnumerable<HeadFile> changed, CancellationToken cancellationToken)
    {
        // One for each try: what an earlier try put may be on its way to be deleted.
        var writing = NewWriting();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var files in changed.Chunk(ListsAtATime).WithCancellation(cancellationToken))
        {
            foreach (var (file, name) in files.Zip(await Batches.SelectAsync(files, file => PutAsync(file with { Writing = writing }, cancellationToken))))
            {
                names[file.Model] = name;
            }
        }

        return names;
    }

    private async Task<bool> TrySwapAsync(Heads heads, IReadOnlyDictionary<string, string> changed, CancellationToken cancellationToken)
    {
        var root = new HeadsRoot(HeadsRoot.CurrentSchema, new SortedDictionary<string, string>(heads.Root.HeadFiles, StringComparer.Ordinal));
        foreach (var (model, name) in changed)
        {
            root.HeadFiles[model] = name;
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

        // It may be there already, when the answer to this very put was lost. That it is there is made sure: the root must not name what is not.
        await _files.PutOnceAsync(name, file, cancellationToken);
        _known.Add(name, file, file.Versions.Count);
        return name;
    }

    /// <summary>Random, so that publishers that met once do not meet again; longer on average each time.</summary>
    private static TimeSpan Delay(int conflicts)
    {
        var longest = TimeSpan.FromSeconds(Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, conflicts - 1)));
        return TimeSpan.FromMilliseconds(1) + (longest * Random.Shared.NextDouble());
    }
}

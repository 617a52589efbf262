using System.Text;
using Etl.Core.Registry;
using Etl.Fuzz.Mutation;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Sources;

namespace Etl.Fuzz.Targets;

/// <summary>
/// A store of real runs, one record or note of which was changed: everything that reads the registry either reads it or says which object is damaged.
/// </summary>
internal sealed class RegistryTarget : FuzzTarget
{
    private readonly SourceReader _sources = new(new SourceOptions());
    private MemoryStore _store = new();
    private IReadOnlyList<string> _records = [];
    private IReadOnlyList<string> _runs = [];
    private IReadOnlyList<byte[]> _contents = [];

    public override string Name => "registry";

    public override string Description => "Records and notes of the registry, read by everything that reads them";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _store = MemoryStore.Parse(Corpora.Lines("registry"));
        _records = [.. _store.Objects.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".jsonl", StringComparison.Ordinal)).Where(name => !name.StartsWith("models/", StringComparison.Ordinal))];
        _contents = [.. _records.Select(name => _store.Objects[name])];
        _runs = [.. _store.Objects.Keys.Where(name => name.StartsWith("runs/", StringComparison.Ordinal)).Select(name => name.Split('/')[1]).Distinct(StringComparer.Ordinal)];
        if (!await ReadAsync(_store, "nothing", cancellationToken))
        {
            throw new InvalidOperationException("The store of the corpus can't be read as it is.");
        }
    }

    public override FuzzCase Next(Random random)
    {
        var store = _store.Clone();
        if (random.OneIn(4))
        {
            var note = random.Pick([.. _store.Notes.Keys]);
            store.Notes[note] = Mutate(random, _store.Notes[note]);
            return new FuzzCase($"note {note}: {string.Join(", ", store.Notes[note])}", token => ReadAsync(store, note, token));
        }

        var record = random.Pick(_records);
        store.Objects[record] = JsonMutator.Mutate(random, _store.Objects[record], _contents);
        return new FuzzCase($"{record}: {Encoding.UTF8.GetString(store.Objects[record])}", token => ReadAsync(store, record, token));
    }

    public override ValueTask DisposeAsync()
    {
        _sources.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ReadAsync(MemoryStore store, string changed, CancellationToken cancellationToken)
    {
        var records = new RunRecords(store, TimeProvider.System);
        var heads = new PublishedModels(store, TimeProvider.System);
        var isRead = await IsReadAsync(changed, async () => await records.ListRunsAsync(cancellationToken).CountAsync(cancellationToken));
        isRead &= await IsReadAsync(changed, () => records.ListRunsAsync(new RunFilter(), 10, null, cancellationToken));
        foreach (var run in _runs)
        {
            isRead &= await IsReadAsync(changed, () => records.ReadRunAsync(run, cancellationToken));
            isRead &= await IsReadAsync(changed, () => records.FindPinsAsync(run, cancellationToken));
            isRead &= await IsReadAsync(changed, () => records.FindEndingAsync(run, cancellationToken));
            isRead &= await IsReadAsync(changed, () => records.ReadEpochAsync(run, cancellationToken));
            isRead &= await IsReadAsync(changed, () => new TaskLogs(store).ReadAsync(run, null, cancellationToken: cancellationToken));
            isRead &= await IsReadAsync(changed, () => ReadTasksAsync(records, run, cancellationToken));
        }

        isRead &= await IsReadAsync(changed, () => ReadHeadsAsync(store, heads, cancellationToken));
        isRead &= await IsReadAsync(changed, () => ReadBackfillsAsync(new BackfillRecords(store), cancellationToken));
        isRead &= await IsReadAsync(changed, () => new PipelineStates(store, TimeProvider.System).FindAsync("hotels.resort", cancellationToken));
        return isRead & await IsReadAsync(changed, () => new GarbageCollection(store, records, heads, TimeProvider.System).CollectAsync(new RetentionPolicy(), apply: false, cancellationToken));
    }

    private static async Task ReadTasksAsync(RunRecords records, string run, CancellationToken cancellationToken)
    {
        if (await records.FindClaimAsync(run, cancellationToken) is { } claim)
        {
            await records.FindCommitsAsync(claim, cancellationToken);
            await records.ListTaskNotesAsync(claim.Snapshot, cancellationToken).CountAsync(cancellationToken);
        }
    }

    private async Task ReadHeadsAsync(MemoryStore store, PublishedModels heads, CancellationToken cancellationToken)
    {
        var read = await heads.ReadAsync(cancellationToken);
        foreach (var model in read.Models)
        {
            var versions = (await read.FindAsync(model, cancellationToken))!.Versions;
            foreach (var version in versions)
            {
                await using var content = await new ModelStore(store, _sources, TimeProvider.System).OpenContentAsync(version, cancellationToken);
                await content.CopyToAsync(Stream.Null, cancellationToken);
            }
        }
    }

    private static async Task ReadBackfillsAsync(BackfillRecords backfills, CancellationToken cancellationToken)
    {
        foreach (var backfill in await backfills.ListAsync(null, 100, cancellationToken))
        {
            await backfills.ReadAsync(backfill.Id, cancellationToken);
        }
    }

    private static async Task<bool> IsReadAsync(string changed, Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (StoreException exception)
        {
            // Where a damaged record names another object, that one is missing, or does not fit; such errors name what they are about.
            return exception is ObjectNotFoundException or ModelContentException or RecordFormatException || exception.Message.Contains(changed, StringComparison.Ordinal) ? false : throw new FuzzFindingException($"The message does not name what is damaged: {exception.Message}");
        }
    }

    private static Dictionary<string, string> Mutate(Random random, IReadOnlyDictionary<string, string> values)
    {
        var mutated = new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase);
        var key = random.Pick([.. mutated.Keys]);
        switch (random.Next(4))
        {
            case 0:
                mutated.Remove(key);
                break;
            case 1:
                mutated[$"x{random.Next(10)}"] = TextMutator.Piece(random);
                break;
            default:
                mutated[key] = TextMutator.Mutate(random, mutated[key]);
                break;
        }

        return mutated;
    }
}

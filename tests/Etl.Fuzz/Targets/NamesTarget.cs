using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Fuzz.Mutation;
using Etl.Storage.Objects;

namespace Etl.Fuzz.Targets;

/// <summary>Names of all kinds: what is valid must be safe as a part of a path, and nothing must reach a file outside of the store.</summary>
internal sealed class NamesTarget : FuzzTarget
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-fuzz-");
    private readonly FolderObjectStore _store;
    private readonly IReadOnlyList<string> _corpus = Corpora.Lines("names");
    private readonly Surroundings _surroundings;

    public NamesTarget()
    {
        _surroundings = new Surroundings(_folder.FullName, "store");
        _store = new FolderObjectStore(_surroundings.Inside);
    }

    public override string Name => "names";

    public override string Description => "Names of tasks, models, runs, partitions, versions and objects";

    public override FuzzCase Next(Random random)
    {
        var name = random.Pick(_corpus);
        name = random.OneIn(10) ? name : TextMutator.Mutate(random, name);
        name = random.OneIn(5) ? $"{name}/{TextMutator.Mutate(random, random.Pick(_corpus))}" : name;
        var isWritten = random.OneIn(20);
        return new FuzzCase($"'{name}'", token => UseAsync(name, isWritten, token));
    }

    public override Task FinishAsync(CancellationToken cancellationToken)
    {
        _surroundings.EnsureUntouched();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> UseAsync(string name, bool isWritten, CancellationToken cancellationToken)
    {
        var isValid = TaskName.IsValid(name) | ModelName.IsValid(name) | RunId.IsValid(name) | PartitionBy.IsValidKey(name);
        if (isValid && !IsSafe(name))
        {
            throw new FuzzFindingException("It is valid, and not safe in a path.");
        }

        _ = IsAccepted(() => VersionReference.Parse(name));
        _ = IsAccepted(() => Model.Of<Thing>(name));
        _ = IsAccepted(() => new Parameter(name));
        _ = IsAccepted(() => new Pool(name, 1));
        _ = IsAccepted(() => new Schedule(name, new TimeOnly(2, 0), "Europe/Lisbon"));
        _ = IsAccepted(() => new Schedule("x", new TimeOnly(2, 0), name));
        _ = IsAccepted(() => new Pipeline(name, []));
        try
        {
            await _store.TryReadAsync(name, cancellationToken);
            if (isWritten && !await _store.TryCreateAsync(name, "x"u8.ToArray(), cancellationToken) && await _store.TryReadAsync(name, cancellationToken) is null)
            {
                throw new FuzzFindingException("It can't be created, and is not there.");
            }

            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or StoreException)
        {
            return exception.Message.Any(character => char.IsControl(character) && character is not ('\r' or '\n')) ? throw new FuzzFindingException($"The refusal can't be printed: {exception.Message}") : false;
        }
    }

    private bool IsSafe(string name) => Path.GetFullPath(Path.Combine(_folder.FullName, name)) == Path.Combine(_folder.FullName, name) && name.IndexOfAny(['/', '\\', ':', '\0']) < 0 && !name.Any(char.IsControl);

    private static bool IsAccepted(Func<object> make)
    {
        try
        {
            make();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }

    internal sealed class Thing : Model<int>;
}

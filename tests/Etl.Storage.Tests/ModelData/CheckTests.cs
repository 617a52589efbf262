using System.Globalization;
using Etl.Core;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Schemas;
using Etl.Core.Tasks;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

/// <summary>Checks of outputs that are stored: what a version says of them, and what is left of the keys that were put aside.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly ModelRef<Tickets> Tickets = Model.Of<Tickets>();
    private static readonly ModelRef<Trains> Trains = Model.Of<Trains>();
    private static readonly ModelRef<Fare> Fare = Model.Of<Fare>();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-scratch-");
    private readonly DirectoryInfo _stored = Directory.CreateTempSubdirectory("etl-checks-");
    private readonly FolderObjectStore _store;
    private readonly List<Stream> _opened = [];

    public CheckTests() => _store = new FolderObjectStore(_stored.FullName);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _stored.Delete(recursive: true);
    }

    [Fact]
    public async Task Version_SaysWhatItsChecksSaidAndHasItsSchema()
    {
        var train = await WriteAsync(Trains, [new Train("IC 1")]);

        Assert.Equal(ModelQuality.Unchecked, train.Version.Quality);
        Assert.Equal(ModelSchema.Of(new Trains()), train.Details.Schema, SameSchema);
        Assert.Equal(ModelSchema.Of(new Trains())!.Hash(), train.Version.SchemaHash);
        Assert.Empty(train.Details.Checks);

        var passed = await WriteAsync(Tickets, [new Ticket(1, "IC 1")], train.Version);
        Assert.Equal(ModelQuality.Passed, passed.Version.Quality);
        Assert.Equal(["unique(id)", "references(train, Trains)", "row-count-change"], passed.Details.Checks.Select(check => check.Check));

        var warned = await WriteAsync(Tickets, [new Ticket(1, "IC 1"), new Ticket(2, "IC 1")], train.Version, previous: passed.Version);
        Assert.Equal(ModelQuality.Warned, warned.Version.Quality);
        Assert.Equal("there are 2 rows, 100 % more than the 1 of the version before; expected at most 50 % more", warned.Details.Checks[2].Message);
    }

    [Fact]
    public async Task FailedChecks_OfSeveralRows_LeaveNoObject()
    {
        var train = (await WriteAsync(Trains, [new Train("IC 1")])).Version;
        var before = await _store.ListAsync("models/").ToListAsync();

        var failure = await Assert.ThrowsAsync<CheckFailedException>(() => WriteAsync(Tickets, [new Ticket(1, "IC 1"), new Ticket(1, "IC 2")], train));

        Assert.StartsWith("Model 'Tickets' failed 2 checks: unique(id): id is not unique in 1 of 2 rows: row 2 (1 as in row 1); references(train, Trains): train is not in 'Trains' in 1 of 2 rows: row 2 (\"IC 2\").", failure.Message, StringComparison.Ordinal);
        Assert.Equal([false, false, true], Assert.Single(failure.Details).Checks.Select(check => check.Passed));
        Assert.Equal(before, await _store.ListAsync("models/").ToListAsync());
    }

    [Fact]
    public async Task ManyKeys_ArePutAsideInFilesThatAreGoneAfterwards()
    {
        var train = (await WriteAsync(Trains, Enumerable.Range(0, 100).Select(Name))).Version;

        var written = await WriteAsync(Tickets, Enumerable.Range(0, 1000).Select(i => new Ticket(i, Name(i % 100).Name)), train);

        Assert.Equal(ModelQuality.Passed, written.Version.Quality);
        Assert.Equal(2, _opened.Count);
        AssertNoFilesAreLeft();

        static Train Name(int i) => new(string.Create(CultureInfo.InvariantCulture, $"IC {i}"));
    }

    [Fact]
    public async Task ManyKeys_ThatFail_AreFoundAndLeaveNoFiles()
    {
        var train = (await WriteAsync(Trains, [new Train("IC 1")])).Version;
        var tickets = Enumerable.Range(0, 1000).Select(i => new Ticket(i == 777 ? 3 : i, i == 555 ? "IC 2" : "IC 1"));

        var failure = await Assert.ThrowsAsync<CheckFailedException>(() => WriteAsync(Tickets, tickets, train));

        Assert.Contains("row 778 (3 as in row 4)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("row 556 (\"IC 2\")", failure.Message, StringComparison.Ordinal);
        AssertNoFilesAreLeft();
    }

    [Fact]
    public async Task Attempt_ThatIsDisposedBeforeItsEnd_LeavesNoFiles()
    {
        var attempt = Open(Tickets, []);
        await attempt.Context.Output(Tickets).WriteAllAsync(Enumerable.Range(0, 1000).Select(i => new Ticket(i, "IC 1")));
        Assert.NotEmpty(_opened);
        Assert.All(_opened, stream => Assert.True(stream.CanRead && stream.Length > 0));

        await attempt.Data.DisposeAsync();

        AssertNoFilesAreLeft();
    }

    [Fact]
    public void ScratchFile_HasNoNameWhileItIsOpen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file keeps its name there.");
        using var stream = ScratchFile.Open(_folder.FullName);
        stream.Write([1, 2, 3]);
        stream.Position = 1;

        Assert.Equal(2, stream.ReadByte());
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public async Task ScratchFolder_ThatIsNotThere_FailsTheAttemptInWords()
    {
        var train = (await WriteAsync(Trains, [new Train("IC 1")])).Version;
        _folder.Delete(recursive: true);

        var failure = await Assert.ThrowsAnyAsync<IOException>(() => WriteAsync(Tickets, Enumerable.Range(0, 1000).Select(i => new Ticket(i, "IC 1")), train));

        Assert.StartsWith("The keys of a check could not be put aside in the temporary folder: ", failure.Message, StringComparison.Ordinal);
        _folder.Create();
    }

    [Fact]
    public async Task Document_IsCheckedToo()
    {
        await using var good = Open(Fare, []);
        await good.Context.WriteAsync(Fare, new FareRow(5));
        Assert.Equal(ModelQuality.Passed, Assert.Single(await good.Data.CompleteAsync()).Quality);

        await using var bad = Open(Fare, []);
        await bad.Context.WriteAsync(Fare, new FareRow(-5));
        await Assert.ThrowsAsync<CheckFailedException>(() => bad.Data.CompleteAsync());
    }

    [Fact]
    public async Task File_HasNeitherSchemaNorChecks()
    {
        var file = Model.Of<Timetable>();
        await using var attempt = Open(file, []);
        await (await attempt.Context.OpenOutputAsync(file)).DisposeAsync();
        var version = Assert.Single(await attempt.Data.CompleteAsync());

        Assert.Equal((ModelQuality.Unchecked, null), (version.Quality, version.SchemaHash));
        Assert.Equal(new OutputDetails("Timetable", null, []), Assert.Single(attempt.Data.Details) with { Checks = [] });
    }

    private static bool SameSchema(ModelSchema? one, ModelSchema? other) => one?.Hash() == other?.Hash();

    private async Task<(ModelVersion Version, OutputDetails Details)> WriteAsync<TModel, TRow>(ModelRef<TModel> model, IEnumerable<TRow> rows, ModelVersion? input = null, ModelVersion? previous = null)
        where TModel : Model<TRow>
    {
        await using var attempt = Open(model, input is null ? [] : [input], previous);
        await attempt.Context.Output(model).WriteAllAsync(rows);
        var version = Assert.Single(await attempt.Data.CompleteAsync());
        return (version, Assert.Single(attempt.Data.Details));
    }

    private TestAttempt Open(ModelRef model, IReadOnlyList<ModelVersion> inputs, ModelVersion? previous = null)
    {
        ModelRef[] requires = model.Equals(Tickets) ? [Trains] : [];
        var job = JobContext.ForTest(businessDate: new DateOnly(2026, 3, 1));
        var orchestrator = new Orchestrator(job, [EtlTask.Create(ModelBench.TaskName, requires, [model], (_, _) => Task.CompletedTask)], externalModels: requires);
        var request = new RunRequest { Pipeline = job.Pipeline };
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, job.RunId, job.Pipeline, [], [], FailureMode.Continue, 100, TimeSpan.Zero);
        var claim = new RunClaim(RunClaim.CurrentSchema, job, request, request.Hash(), snapshot);
        var store = new ModelStore(_store, new SourceReader(new SourceOptions()), TimeProvider.System) { Scratch = new CheckScratch(OpenScratch, KeysInMemory: 16) };
        var task = orchestrator.Plan.Tasks[0];
        var data = store.OpenAttempt(claim, task, orchestrator.Models, new TaskInputs(inputs, previous is null ? null : [previous]));
        return new TestAttempt(job, task, orchestrator.Models, data);
    }

    private Stream OpenScratch()
    {
        var stream = ScratchFile.Open(_folder.FullName);
        _opened.Add(stream);
        return stream;
    }

    private void AssertNoFilesAreLeft()
    {
        Assert.NotEmpty(_opened);
        Assert.All(_opened, stream => Assert.False(stream.CanRead));
        Assert.Empty(_folder.EnumerateFiles());
    }
}

internal sealed record Ticket(int Id, string Train);

internal sealed record Train(string Name);

internal sealed record FareRow(int Amount);

internal sealed class Trains : Model<Train>;

internal sealed class Tickets : Model<Ticket>
{
    public override IReadOnlyList<ModelCheck<Ticket>> Checks =>
    [
        Check.Unique(t => t.Id),
        Check.References(t => t.Train, Of<Trains>(), train => train.Name),
        Check.RowCountChange(maxIncrease: 0.5).Warn(),
    ];
}

internal sealed class Fare : DocumentModel<FareRow>
{
    public override IReadOnlyList<ModelCheck<FareRow>> Checks => [Check.That("it is paid", fare => fare.Amount > 0)];
}

internal sealed class Timetable() : FileModel("text/plain", "txt");

using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class RegistryNameTests
{
    private readonly InMemoryObjectStore _store = new();
    private readonly RunRecords _records;
    private readonly PublishedModels _models;

    public RegistryNameTests()
    {
        _records = new RunRecords(_store, new FakeTimeProvider());
        _models = new PublishedModels(_store, new FakeTimeProvider());
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../heads")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("-a")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task RunId_NotValid_NeverBecomesAName(string runId)
    {
        await Refused(() => _records.ClaimAsync(RegistrySamples.Claim(runId)));
        await Refused(() => _records.FindClaimAsync(runId));
        await Refused(() => _records.ReadEpochAsync(runId));
        await Refused(() => _records.RaiseEpochAsync(runId));
        await Refused(() => _records.PinAsync(RegistrySamples.Claim(runId), _models));
        await Refused(() => _records.DecideEndingAsync(runId, RunEndingKind.Fail, null));
        await Refused(() => _records.FindEndingAsync(runId));
        await Refused(() => _records.CommitAsync(RegistrySamples.Commit(RegistrySamples.Claim(runId), "load")));
        await Refused(() => _records.FindCommitAsync(runId, "load"));
        await Refused(() => _records.WriteTaskNoteAsync(runId, Note("load")));
        await Refused(async () => await _records.ListTaskNotesAsync(RegistrySamples.Claim(runId).Snapshot).ToListAsync());
        await Refused(() => _records.ReadRunAsync(runId));
        await Refused(() => _records.EnsureIndexedAsync(RegistrySamples.Claim(runId)));
        Assert.Empty(_store.Storage.Names(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../claim")]
    [InlineData("a/b")]
    public async Task TaskName_NotValid_NeverBecomesAName(string task)
    {
        await Refused(() => _records.FindCommitAsync("hotels-1", task));
        await Refused(() => _records.WriteTaskNoteAsync("hotels-1", Note(task)));
    }

    [Fact]
    public async Task ModelName_NotValid_NeverBecomesAName()
    {
        var version = RegistrySamples.Version(RegistrySamples.Claim(), "load", "Raw") with { Model = "../Raw" };
        var error = await Refused(() => _models.PublishAsync([version]));
        Assert.Contains("'../Raw' can't be a model name", error.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Storage.Names(""));
    }

    private static TaskNote Note(string task) => new(task, RunStatus.Running, 1, 0, 0, RegistrySamples.Start, null, null);

    private static Task<ArgumentException> Refused(Func<Task> call) => Assert.ThrowsAsync<ArgumentException>(call);
}

using System.Diagnostics.CodeAnalysis;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

/// <summary>The operations that docs/registry.md counts, for a run of 20 tasks with an output each that reads 3 external models.</summary>
public sealed class RegistryCostTests
{
    private const int Tasks = 20;
    private const int Externals = 3;
    private readonly CountingObjectStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private RunRecords _records;
    private PublishedModels _models;
    private RunClosing _closing;

    public RegistryCostTests() => NewProcess();

    [Fact]
    public async Task Run_EachStepInAProcessOfItsOwn_CostsWhatTheDocsSay()
    {
        await PublishEarlierRunsAsync();
        var before = _store.Total;
        var claim = Claim("hotels-2");

        NewProcess();
        await _records.ClaimAsync(claim);
        Assert.Equal("create 1, note 1", _store.Take());

        NewProcess();
        await BeginAsync(claim);
        Assert.Equal($"create 1, note 1, read {4 + Externals + Tasks}", _store.Take());

        foreach (var task in claim.Snapshot.Tasks)
        {
            NewProcess();
            await RunTaskAsync(claim, task);
            Assert.Equal("create 1, note 2, read 3", _store.Take());
        }

        NewProcess();
        await _closing.PublishAsync(claim);
        Assert.Equal($"create {1 + Tasks}, read {Tasks + 1 + Tasks + 1}, replace 1", _store.Take());

        NewProcess();
        await _closing.FinishAsync(claim, RunEndingKind.Publish);
        Assert.Equal($"create 2, note 1, read {1 + Tasks + 1 + 1 + Tasks}", _store.Take());
        Assert.Equal(261, _store.Total - before);

        await _closing.FinishAsync(claim, RunEndingKind.Publish);
        Assert.Equal("create 1, note 1, read 2", _store.Take());
    }

    [Fact]
    public async Task Run_InOneProcess_ReadsEachListOnce()
    {
        await PublishEarlierRunsAsync();
        NewProcess();
        var before = _store.Total;
        var claim = Claim("hotels-2");

        await _records.ClaimAsync(claim);
        await BeginAsync(claim);
        foreach (var task in claim.Snapshot.Tasks)
        {
            await RunTaskAsync(claim, task);
        }

        _store.Take();
        await _closing.PublishAsync(claim);
        Assert.Equal($"create {1 + Tasks}, read {Tasks + 1 + 1}, replace 1", _store.Take());

        await _closing.FinishAsync(claim, RunEndingKind.Publish);
        Assert.Equal($"create 2, note 1, read {1 + Tasks + 1}", _store.Take());
        Assert.Equal(220, _store.Total - before);
    }

    [Fact]
    public async Task Run_WithItsTasksInOnePack_CostsOneRecordForAll()
    {
        await PublishEarlierRunsAsync();
        NewProcess();
        var before = _store.Total;
        var claim = Claim("hotels-2");
        claim = claim with { Snapshot = claim.Snapshot with { Packs = [[.. Enumerable.Range(0, Tasks)]] } };

        await _records.ClaimAsync(claim);
        await BeginAsync(claim);
        _store.Take();
        await RunPackAsync(claim);
        Assert.Equal("create 1, note 2, read 3", _store.Take());

        await _closing.PublishAsync(claim);
        Assert.Equal($"create {1 + Tasks}, read {1 + 1 + 1}, replace 1", _store.Take());

        await _closing.FinishAsync(claim, RunEndingKind.Publish);
        Assert.Equal($"create 2, note 1, read {1 + 1 + 1}", _store.Take());
        Assert.Equal(68, _store.Total - before);
    }

    [Fact]
    public async Task Run_Failing_CostsWhatTheDocsSay()
    {
        var claim = Claim("hotels-2");
        await _records.CommitAsync(RegistrySamples.Commit(claim, "task-0", RunStatus.Failed));
        _store.Take();
        await _closing.FinishAsync(claim, RunEndingKind.Fail);
        Assert.Equal($"create {1 + (Tasks - 1) + 1}, note 1, read {1 + Tasks + 1}", _store.Take());
    }

    [MemberNotNull(nameof(_records), nameof(_models), nameof(_closing))]
    private void NewProcess()
    {
        _records = new RunRecords(_store, _time);
        _models = new PublishedModels(_store, _time);
        _closing = new RunClosing(_records, _models, _time);
    }

    private async Task BeginAsync(RunClaim claim)
    {
        await _records.FindClaimAsync(claim.Job.RunId);
        await _records.EnsureIndexedAsync(claim);
        await _records.PinAsync(claim, _models);
        await _records.ReadEpochAsync(claim.Job.RunId);
    }

    private static RunClaim Claim(string runId)
    {
        var claim = RegistrySamples.Claim(runId, externals: ["External0", "External1", "External2"]);
        var tasks = Enumerable.Range(0, Tasks).Select(i => new TaskDescriptor($"task-{i}", "", [], [$"Model{i}"], TaskPolicy.Default));
        return claim with { Snapshot = claim.Snapshot with { Tasks = [.. tasks] } };
    }

    /// <summary>The registry's part of an attempt; its inputs, uploads and polls come on top.</summary>
    private async Task RunTaskAsync(RunClaim claim, TaskDescriptor task)
    {
        var commit = RegistrySamples.Commit(claim, task.Name);
        Assert.Null(await _records.FindSingleCommitAsync(claim.Job.RunId, task.Name));
        await _records.ReadEpochAsync(claim.Job.RunId);
        await _records.FindEndingAsync(claim.Job.RunId);
        await _records.WriteTaskNoteAsync(claim.Job.RunId, TaskNote.Of(commit) with { Status = RunStatus.Running });
        await _records.CommitAsync(commit);
        await _records.WriteTaskNoteAsync(claim.Job.RunId, TaskNote.Of(commit));
    }

    private async Task RunPackAsync(RunClaim claim)
    {
        var runId = claim.Job.RunId;
        var commits = claim.Snapshot.Tasks.Select(task => RegistrySamples.Commit(claim, task.Name)).ToList();
        Assert.Null(await _records.FindPackCommitAsync(runId, 0));
        await _records.ReadEpochAsync(runId);
        await _records.FindEndingAsync(runId);
        await _records.WritePackNoteAsync(runId, 0, [.. commits.Select(commit => TaskNote.Of(commit) with { Status = RunStatus.Running })]);
        await _records.CommitAsync(new PackCommit(PackCommit.CurrentSchema, runId, 0, "a1", commits));
        await _records.WritePackNoteAsync(runId, 0, [.. commits.Select(TaskNote.Of)]);
    }

    private async Task PublishEarlierRunsAsync()
    {
        var claim = Claim("hotels-1");
        var externals = claim.Snapshot.ExternalModels.Select(model => RegistrySamples.Version(claim, "external", model));
        await _models.PublishAsync([.. claim.Snapshot.Tasks.SelectMany(task => RegistrySamples.Commit(claim, task.Name).Outputs), .. externals]);
        _store.Take();
    }
}

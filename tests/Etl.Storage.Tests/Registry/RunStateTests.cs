using System.Text;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class RunStateTests
{
    private readonly CountingObjectStore _store = new();
    private readonly RunRecords _records;
    private readonly RunClaim _claim = RegistrySamples.Claim();

    public RunStateTests() => _records = new RunRecords(_store, new FakeTimeProvider());

    [Fact]
    public async Task ReadRun_NeverClaimed_IsNull() => Assert.Null(await _records.ReadRunAsync("hotels-9"));

    [Fact]
    public async Task ReadRun_ClaimedOnly_IsPendingWithLevels()
    {
        await _records.ClaimAsync(_claim);
        var run = (await _records.ReadRunAsync("hotels-1"))!;
        Assert.Equal(RunStatus.Pending, run.Status);
        Assert.Equal(
            [new TaskDocument("load", "raw", 1, RunStatus.Pending, 0, 0, 0, null, null), new TaskDocument("clean", "", 2, RunStatus.Pending, 0, 0, 0, null, null)],
            run.Tasks.Select(task => task with { Upstream = null }));
        Assert.Null(run.Tasks[0].Upstream);
        Assert.Equal(["load"], run.Tasks[1].Upstream);
        Assert.Empty(run.Models);
        Assert.Null(run.DurationMs);
        Assert.Equal(_claim.Job.BusinessDate, run.BusinessDate);
    }

    [Fact]
    public async Task ReadRun_WithNotes_IsRunningAndShowsThem()
    {
        await _records.ClaimAsync(_claim);
        await _records.WriteTaskNoteAsync("hotels-1", new TaskNote("load", RunStatus.Failed, 2, 5, 6, RegistrySamples.Start, RegistrySamples.Start.AddMilliseconds(70), new TaskError("BadData", "Row 17: \"é\"\nis bad.")));
        var run = (await _records.ReadRunAsync("hotels-1"))!;
        Assert.Equal(RunStatus.Running, run.Status);
        Assert.Equal(new TaskDocument("load", "raw", 1, RunStatus.Failed, 2, 5, 6, 70, new TaskError("BadData", "Row 17: \"é\"\nis bad.")) { StartedAt = RegistrySamples.Start }, run.Tasks[0]);
        Assert.Equal(RunStatus.Pending, run.Tasks[1].Status);
    }

    [Fact]
    public async Task ReadRun_CancelledBeforeItBegan_IsRunningUntilItHasEnded()
    {
        await _records.ClaimAsync(_claim);
        await _records.DecideEndingAsync("hotels-1", RunEndingKind.Cancel, null);
        Assert.Equal(RunStatus.Running, (await _records.ReadRunAsync("hotels-1"))!.Status);
    }

    [Fact]
    public async Task ReadRun_ManyTasks_CostsTheSameFewOperations()
    {
        var tasks = Enumerable.Range(0, 500).Select(i => _claim.Snapshot.Tasks[0] with { Name = $"task-{i}", Provides = [$"M{i}"] });
        var claim = _claim with { Snapshot = _claim.Snapshot with { Tasks = [.. tasks] } };
        await _records.ClaimAsync(claim);
        foreach (var task in claim.Snapshot.Tasks)
        {
            await _records.WriteTaskNoteAsync("hotels-1", TaskNote.Of(RegistrySamples.Commit(claim, task.Name)));
        }

        _store.Take();
        Assert.Equal(500, (await _records.ReadRunAsync("hotels-1"))!.Tasks.Count);
        Assert.Equal("list notes 1, read 2", _store.Take());
        await _records.FinishAsync((await _records.ReadRunAsync("hotels-1"))! with { Status = RunStatus.Succeeded });
        _store.Take();
        Assert.Equal(RunStatus.Succeeded, (await _records.ReadRunAsync("hotels-1"))!.Status);
        Assert.Equal("read 1", _store.Take());
    }

    [Fact]
    public async Task WriteTaskNote_LongError_IsCutToFit()
    {
        var error = new TaskError("BadData", string.Concat(Enumerable.Repeat("Zeile 17: müßig 🏨. ", 1000)));
        await _records.WriteTaskNoteAsync("hotels-1", new TaskNote("load", RunStatus.Failed, 1, 0, 0, RegistrySamples.Start, RegistrySamples.Start, error));
        var stored = Assert.Single(_store.Storage.Notes("runs/hotels-1/tasks/"));
        Assert.InRange(stored.Values.Sum(value => Encoding.UTF8.GetByteCount(value.Key + value.Value)), 4000, 4096);
        var note = Assert.Single(await _records.ListTaskNotesAsync(RegistrySamples.Claim().Snapshot).ToListAsync());
        Assert.EndsWith("…", note.Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith(note.Error.Message[..^1], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskNotes_WrittenAgain_ShowTheLastInOrderOfNames()
    {
        await _records.WriteTaskNoteAsync("hotels-1", Note("b", RunStatus.Running));
        await _records.WriteTaskNoteAsync("hotels-1", Note("a", RunStatus.Running));
        await _records.WriteTaskNoteAsync("hotels-1", Note("b", RunStatus.Succeeded));
        Assert.Equal([Note("a", RunStatus.Running), Note("b", RunStatus.Succeeded)], await _records.ListTaskNotesAsync(RegistrySamples.Claim().Snapshot).ToListAsync());
    }

    private static TaskNote Note(string task, RunStatus status) => new(task, status, 1, 2, 3, RegistrySamples.Start, null, null);
}

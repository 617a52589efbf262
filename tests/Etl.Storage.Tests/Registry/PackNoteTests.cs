using System.Text;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class PackNoteTests
{
    private readonly InMemoryObjectStore _store = new();
    private readonly RunRecords _records;

    public PackNoteTests() => _records = new RunRecords(_store, new FakeTimeProvider());

    [Fact]
    public async Task NoteOfAPack_ShowsEachOfItsTasks_AndNotThoseThatDoNotRunInIt()
    {
        var claim = Packed(4, [1, 2, 3]);
        var running = Note("task-1", RunStatus.Running) with { EndedAt = null };
        var failed = Note("task-3", RunStatus.Failed) with { Error = new TaskError("IOException", "not now, with blanks") };

        await _records.WritePackNoteAsync("hotels-1", 0, [running, null, failed]);

        Assert.Equal([running, failed], await _records.ListTaskNotesAsync(claim.Snapshot).ToListAsync());
    }

    [Fact]
    public async Task NoteOfATaskThatWasRunAgainByItself_CountsMoreThanThatOfItsPack()
    {
        var claim = Packed(2, [0, 1]);
        await _records.ClaimAsync(claim);
        await _records.WritePackNoteAsync("hotels-1", 0, [Note("task-0", RunStatus.Failed), Note("task-1", RunStatus.Succeeded)]);
        await _records.WriteTaskNoteAsync("hotels-1", Note("task-0", RunStatus.Running) with { Attempt = 2 });

        var run = await _records.ReadRunAsync("hotels-1");

        Assert.Equal([(RunStatus.Running, 2), (RunStatus.Succeeded, 1)], run!.Tasks.Select(task => (task.Status, task.Attempts)));
    }

    [Fact]
    public async Task NoteOfTheLargestPack_WithLongErrorsInAll_FitsTheStore()
    {
        var places = Enumerable.Range(0, Pipeline.MaxTasksPerActivity).ToArray();
        var claim = Packed(places.Length, places);
        var notes = places.Select(i => Note($"task-{i}", RunStatus.Succeeded) with { Rows = long.MaxValue, Bytes = long.MaxValue, Error = new TaskError("InvalidOperationException", new string('ß', 5_000)) }).ToList();

        await _records.WritePackNoteAsync("hotels-1", 0, notes);

        var stored = Assert.Single(_store.Storage.Notes("runs/hotels-1/tasks/"));
        Assert.InRange(stored.Values.Sum(value => Encoding.UTF8.GetByteCount(value.Key + value.Value)), 3_000, 4_096);
        Assert.Equal(notes.Select(note => (note.Task, note.Status, note.Rows)), await _records.ListTaskNotesAsync(claim.Snapshot).Select(note => (note.Task, note.Status, note.Rows)).ToListAsync());
    }

    [Theory]
    [InlineData("7", "Running 1 0 0 0 -", "written by a newer version")]
    [InlineData("1", "Running 1 0 0", "can't be read")]
    [InlineData("1", "Sleeping 1 0 0 0 -", "can't be read")]
    [InlineData("x", "Running 1 0 0 0 -", "can't be read")]
    public async Task NoteThatCantBeRead_IsNamed(string schema, string task, string message)
    {
        await _store.WriteNoteAsync("runs/hotels-1/tasks/pack:0", new Dictionary<string, string> { ["schema"] = schema, ["t0"] = task });

        var error = await Assert.ThrowsAsync<RecordFormatException>(async () => await _records.ListTaskNotesAsync(Packed(1, [0]).Snapshot).ToListAsync());

        Assert.Contains("'runs/hotels-1/tasks/pack:0'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static TaskNote Note(string task, RunStatus status) => new(task, status, 1, 2, 3, RegistrySamples.Start, RegistrySamples.Start.AddSeconds(2), null);

    private static RunClaim Packed(int tasks, params int[] pack)
    {
        var claim = RegistrySamples.Claim();
        return claim with { Snapshot = claim.Snapshot with { Packs = [pack], Tasks = [.. Enumerable.Range(0, tasks).Select(i => new TaskDescriptor($"task-{i}", "", [], [$"Model{i}"], TaskPolicy.Default))] } };
    }
}

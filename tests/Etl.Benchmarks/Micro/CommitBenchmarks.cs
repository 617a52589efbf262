using BenchmarkDotNet.Attributes;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Benchmarks.Micro;

/// <summary>The record that decides which attempt of a task counts, put durably into a folder: by the attempt that wins, and by one that comes late.</summary>
[MemoryDiagnoser]
public class CommitBenchmarks
{
    private DirectoryInfo _folder = null!;
    private RunRecords _records = null!;
    private int _next;

    [GlobalSetup]
    public async Task OpenStoreAsync()
    {
        _folder = Directory.CreateTempSubdirectory("etl-bench-");
        _records = new RunRecords(new FolderObjectStore(_folder.FullName), TimeProvider.System);
        await _records.CommitAsync(Commit("late"));
    }

    [GlobalCleanup]
    public void DeleteStore() => _folder.Delete(recursive: true);

    [Benchmark]
    public Task<TaskCommit> Win() => _records.CommitAsync(Commit($"task-{_next++}"));

    [Benchmark]
    public Task<TaskCommit> Lose() => _records.CommitAsync(Commit("late"));

    private static TaskCommit Commit(string task)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new TaskCommit(TaskCommit.CurrentSchema, "bench", task, 1, 1, Guid.NewGuid().ToString("N"), RunStatus.Succeeded, null, [], [], [], now, now);
    }
}

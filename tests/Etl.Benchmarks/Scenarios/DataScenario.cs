using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Azure.Storage.Blobs;
using Etl.Core;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Hotels.Models;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Benchmarks.Scenarios;

/// <summary>
/// Rows through write, checks, commit and read: on a folder as one part and as many, and, where <c>ETL_AZURITE_BLOB</c> says where an
/// emulator is, up to a million on that with and without the cache. The peak of the process must not grow with the rows.
/// </summary>
internal sealed class DataScenario : IScenario
{
    private const int DefaultRows = 10_000_000;

    private const int MaxRemoteRows = 1_000_000;
    private const int Distinct = 4_096;

    /// <summary>Until the code is compiled with all optimisations, the first figures would be those of the compiler.</summary>
    private const int WarmUpRows = 500_000;

    private const string TaskName = "Produce";

    private static readonly PartSettings OnePart = new() { PartBytes = long.MaxValue };
    private static readonly Booking[] Samples = [.. Enumerable.Range(0, Distinct).Select(Sample)];

    private readonly Option<int> _rows = new("--rows") { Description = "How many rows the data scenario writes and reads", HelpName = "N", DefaultValueFactory = _ => DefaultRows };

    public string Name => "data";

    public string Description => "Rows through write, checks, commit and read, on a folder and on ETL_AZURITE_BLOB";

    public IReadOnlyList<Option> Options => [_rows];

    public async Task RunAsync(ScenarioContext context)
    {
        var rows = context.Option(_rows);
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            await MeasureAsync(context, "folder, warm-up", new FolderObjectStore(Path.Combine(folder.FullName, "store")), null, new PartSettings(), Model.Of<CheckedBookings>(), WarmUpRows);
            await MeasureAsync(context, "folder, many parts", new FolderObjectStore(Path.Combine(folder.FullName, "store")), null, new PartSettings(), Model.Of<PlainBookings>(), rows);
            await MeasureAsync(context, "folder, many parts, checks", new FolderObjectStore(Path.Combine(folder.FullName, "store")), null, new PartSettings(), Model.Of<CheckedBookings>(), rows);
            await MeasureAsync(context, "folder, one part", new FolderObjectStore(Path.Combine(folder.FullName, "store")), null, OnePart, Model.Of<PlainBookings>(), rows);
            if (Environment.GetEnvironmentVariable("ETL_AZURITE_BLOB") is { Length: > 0 } connection)
            {
                await MeasureRemoteAsync(context, connection, Path.Combine(folder.FullName, "cache"), Math.Min(rows, MaxRemoteRows));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureRemoteAsync(ScenarioContext context, string connection, string cacheFolder, int rows)
    {
        var container = new BlobContainerClient(connection, $"bench-{Guid.NewGuid():N}");
        await container.CreateAsync();
        try
        {
            var store = new BlobObjectStore(container);
            await MeasureAsync(context, "Azurite, many parts", store, null, new PartSettings(), Model.Of<PlainBookings>(), rows);
            await MeasureAsync(context, "Azurite, one part", store, null, OnePart, Model.Of<PlainBookings>(), rows);
            var cache = BlobCache.For(store, new CacheOptions { Folder = cacheFolder }, TimeProvider.System);
            await MeasureAsync(context, "Azurite, many parts, cache", store, cache, new PartSettings(), Model.Of<PlainBookings>(), rows);
        }
        finally
        {
            await container.DeleteAsync();
        }
    }

    private static async Task MeasureAsync<TModel>(ScenarioContext context, string name, IObjectStore store, BlobCache? cache, PartSettings parts, ModelRef<TModel> model, int rows)
        where TModel : Model<Booking>
    {
        var data = new ModelStore(store, new SourceReader(new SourceOptions()), TimeProvider.System, cache) { Parts = parts };
        var label = $"data {rows} rows, {name}";
        var written = await TimedAsync(context, $"{label}, write and commit", rows, () => WriteAsync(store, data, model, rows));
        context.Add($"{label}, stored", written.Bytes / 1e6, $"MB in {written.AllParts.Count} parts");
        await TimedAsync(context, $"{label}, read", rows, () => ReadAsync(data, model, written));
        context.Add($"{label}, peak of the process so far", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB");
        foreach (var part in written.AllParts)
        {
            await store.DeleteAsync(part.Blob);
        }
    }

    private static async Task<T> TimedAsync<T>(ScenarioContext context, string label, int rows, Func<Task<T>> work)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        context.Add(label, rows / Stopwatch.GetElapsedTime(started).TotalSeconds, "rows/s");
        context.Add($"{label}, allocated", (GC.GetTotalAllocatedBytes() - allocated) / (double)rows, "bytes/row");
        return result;
    }

    private static async Task<ModelVersion> WriteAsync<TModel>(IObjectStore store, ModelStore data, ModelRef<TModel> model, int rows)
        where TModel : Model<Booking>
    {
        var attempt = new Attempt(data, [], [model], []);
        await using var opened = attempt.Data;
        var output = attempt.Context.Output(model);
        for (var i = 0; i < rows; i++)
        {
            await output.WriteAsync(Samples[i % Distinct] with { RowNumber = i });
        }

        var started = TimeProvider.System.GetUtcNow();
        var versions = await attempt.Data.CompleteAsync();
        var commit = new TaskCommit(TaskCommit.CurrentSchema, attempt.Job.RunId, TaskName, 1, 1, Guid.NewGuid().ToString("N"), RunStatus.Succeeded, null, versions, [], [], started, started);
        var committed = await new RunRecords(store, TimeProvider.System).CommitAsync(commit);
        return committed.Outputs[0];
    }

    private static async Task<long> ReadAsync<TModel>(ModelStore data, ModelRef<TModel> model, ModelVersion version)
        where TModel : Model<Booking>
    {
        var attempt = new Attempt(data, [model], [], [version]);
        await using var opened = attempt.Data;
        long count = 0;
        await foreach (var row in attempt.Context.Input(model))
        {
            count += row.RowNumber == count ? 1 : throw new InvalidOperationException($"Row {count} is {row.RowNumber}.");
        }

        return count == version.Rows ? count : throw new InvalidOperationException($"{count} rows were read.");
    }

    private static Booking Sample(int i)
    {
        var arrival = new DateOnly(2015, 7, 1).AddDays(i % 790);
        return new Booking(
            i, arrival, i % 15, i % 380, 1 + (i % 3), i % 2, 0, i % 3 == 0, 40m + (i % 20_000 / 100m), i % 2 == 0 ? "Online TA" : "Offline TA/TO", "TA/TO", "Transient", "No Deposit",
            $"{i % 350}", null, i % 4 == 0 ? "GBR" : "PRT", "BB", "A", i % 5 == 0 ? "D" : "A", i % 3 == 0 ? "Canceled" : "Check-Out", arrival.AddDays(i % 15));
    }

    /// <summary>An attempt of a task with these inputs and outputs, each in a run of its own.</summary>
    private sealed class Attempt
    {
        public Attempt(ModelStore models, IReadOnlyList<ModelRef> requires, IReadOnlyList<ModelRef> provides, IReadOnlyList<ModelVersion> inputs)
        {
            var task = EtlTask.Create(TaskName, requires, provides, (_, _) => Task.CompletedTask);
            Job = JobContext.ForTest() with { RunId = $"bench-{Guid.NewGuid():N}" };
            var orchestrator = new Orchestrator(Job, [task], null, requires);
            var request = new RunRequest { Pipeline = Job.Pipeline, Origin = RunOrigin.CommandLine };
            var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, Job.RunId, Job.Pipeline, [], [], FailureMode.Continue, 100, TimeSpan.Zero);
            PlannedTask planned = orchestrator.Plan.Tasks[0];
            Data = models.OpenAttempt(new RunClaim(RunClaim.CurrentSchema, Job, request, request.Hash(), snapshot), planned, orchestrator.Models, new TaskInputs(inputs));
            Context = new TaskContext(Job, planned, 1, orchestrator.Models, Data, NullLogger.Instance);
        }

        public JobContext Job { get; }

        public StoredTaskData Data { get; }

        public TaskContext Context { get; }
    }

    private sealed class PlainBookings : Model<Booking>
    {
        private static readonly JsonTypeInfo<Booking> Rows = new Bookings().RowTypeInfo;

        public override JsonTypeInfo<Booking> RowTypeInfo => Rows;
    }

    private sealed class CheckedBookings : Model<Booking>
    {
        private static readonly JsonTypeInfo<Booking> Rows = new Bookings().RowTypeInfo;

        public override JsonTypeInfo<Booking> RowTypeInfo => Rows;

        public override IReadOnlyList<ModelCheck<Booking>> Checks =>
            [Check.NotNull(row => row.Country), Check.Unique(row => row.RowNumber), Check.Range(row => row.Adr, 0m, 10_000m), Check.RowCount(min: 1)];
    }
}

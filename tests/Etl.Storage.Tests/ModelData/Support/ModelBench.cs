using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Objects;
using Etl.Storage.Sources;
using Etl.Testing;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>Opens attempts on a store, and writes and reads whole models through them.</summary>
internal sealed class ModelBench(IObjectStore store, SourceOptions? sources = null, RunOrigin origin = RunOrigin.CommandLine)
{
    public const string TaskName = "Produce";

    public FakeTimeProvider Time { get; } = new();

    public JobContext Job { get; } = JobContext.ForTest(businessDate: new DateOnly(2026, 3, 1));

    /// <summary>Rows that the writer can't get rid of at once make it wait, and every few rows make a part.</summary>
    public static PartSettings SmallParts { get; } = new() { PartBytes = 4_000, ChunkBytes = 500, ChunksInFlight = 4, PartsInFlight = 3 };

    /// <summary>Set before the first use.</summary>
    public PartSettings Parts { get; init; } = new();

    public BlobCache? Cache { get; init; }

    public ModelStore Models => field ??= new(store, new SourceReader(sources ?? new SourceOptions()), Time, Cache) { Parts = Parts };

    public static ModelConfigs Stored(ModelRef model, ModelFormat? format, ModelCompression compression)
    {
        var configs = ModelConfigs.Empty.With(model, "compression", compression);
        return format is null ? configs : configs.With(model, "format", format);
    }

    /// <summary>An attempt of a task that provides the given models, and a context as its task would have it.</summary>
    public TestAttempt Open(IReadOnlyList<ModelRef> provides, ModelConfigs? configs = null, IReadOnlyList<ModelRef>? requires = null, CancellationToken stopping = default, params IReadOnlyList<ModelVersion> inputs)
    {
        var task = EtlTask.Create(TaskName, requires ?? [], provides, (_, _) => Task.CompletedTask);
        var orchestrator = new Orchestrator(Job, [task], configs, requires);
        var request = new RunRequest { Pipeline = Job.Pipeline, Origin = origin };
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, Job.RunId, Job.Pipeline, [], [], FailureMode.Continue, 100, TimeSpan.Zero);
        var claim = new RunClaim(RunClaim.CurrentSchema, Job, request, request.Hash(), snapshot);
        var planned = orchestrator.Plan.Tasks[0];
        var data = Models.OpenAttempt(claim, planned, orchestrator.Models, new TaskInputs(inputs), stopping);
        return new TestAttempt(Job, planned, orchestrator.Models, data);
    }

    public async Task<ModelVersion> WriteAsync<TModel, TRow>(ModelRef<TModel> model, IEnumerable<TRow> rows, ModelConfigs? configs = null)
        where TModel : Model<TRow>
    {
        await using var attempt = Open([model], configs);
        await attempt.Context.Output(model).WriteAllAsync(rows);
        return Assert.Single(await attempt.Data.CompleteAsync());
    }

    public async Task<List<TRow>> ReadAsync<TModel, TRow>(ModelRef<TModel> model, ModelVersion version)
        where TModel : Model<TRow>
    {
        await using var attempt = Open([], requires: [model], inputs: version with { Model = model.Name });
        var rows = new List<TRow>();
        await foreach (var row in attempt.Context.Input(model))
        {
            rows.Add(row);
        }

        return rows;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Hotels;
using Etl.Storage.ModelData;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Functions.Tests.Reuse;

/// <summary>The pipelines of the hotels on the local durable host. Each task can be made to fail, and to look like another version of its code.</summary>
internal sealed partial class HotelBench : IAsyncDisposable
{
    private readonly TestApp _app = new();
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _codeVersions = new(StringComparer.Ordinal);

    public TestApp App => _app;

    /// <summary>Tasks that fail until they are taken out.</summary>
    public ISet<string> Failing => _failing;

    /// <summary>Task name → code version.</summary>
    public IDictionary<string, string> CodeVersions => _codeVersions;

    public RunRequest Request { get; set; } = new()
    {
        Pipeline = "hotels",
        BusinessDate = new DateOnly(2026, 11, 20),
        Origin = RunOrigin.CommandLine,
        ModelConfigs = ModelConfigs.Empty.With("RawBookings.Resort", "syntheticRows", 60).With("RawBookings.City", "syntheticRows", 60),
    };

    public RunRequest WithReuse => Request with { Reuse = ReuseMode.Unchanged };

    public async Task<HotelBench> StartAsync()
    {
        _app.Catalog = new PipelineCatalog(Decorate(HotelPipelines.Catalog.Get("hotels")));
        await _app.StartAsync();
        return this;
    }

    public async Task<RunDocument> RunAsync(RunRequest request)
    {
        var started = await _app.Starter.StartAsync(_app.Client, request, runId: null, TestApp.Cancellation);
        return await EndAsync(started);
    }

    public async Task<RunDocument> RerunAsync(string runId, bool fromFailed = true) =>
        await EndAsync(await _app.Get<RunRepeater>().RepeatAsync(_app.Client, runId, fromFailed, RunOrigin.CommandLine, idempotencyKey: null, TestApp.Cancellation));

    public async Task<IReadOnlyList<ReuseForecast>> ForecastAsync(RunRequest request)
    {
        var planned = await _app.Get<RunPlanner>().PlanAsync(request, TestApp.Cancellation);
        return await new ReuseForecaster(_app.Records, _app.Get<PublishedModels>(), _app.Get<SourceReader>(), _app.Options).ForecastAsync(planned, request, TestApp.Cancellation);
    }

    /// <summary>Model → hash of its latest content; of the reports without what names their run.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ContentsAsync()
    {
        var heads = await _app.Get<PublishedModels>().ReadAsync(TestApp.Cancellation);
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in heads.Models)
        {
            var version = (await heads.FindAsync(model, TestApp.Cancellation))!.Latest;
            contents.Add(model, version.Format == ModelFormat.Bytes ? NameOfRun().Replace(await TextAsync(version), "") : version.ContentSha256);
        }

        return contents;
    }

    /// <summary>The tasks that were run, and not taken over.</summary>
    public static IReadOnlyList<string> Executed(RunDocument run) =>
        [.. run.Tasks.Where(task => task.Status == RunStatus.Succeeded).Select(task => task.Name)];

    /// <summary>A task and all that depend on it, in run order.</summary>
    public async Task<IReadOnlyList<string>> WithDownstreamAsync(params string[] names)
    {
        var planned = await _app.Get<RunPlanner>().PlanAsync(Request, TestApp.Cancellation);
        var found = names.ToHashSet(StringComparer.Ordinal);
        return [.. planned.Plan.Tasks.Where(task => found.Contains(task.Name) || (task.Upstream.Any(found.Contains) && found.Add(task.Name))).Select(task => task.Name)];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<RunDocument> EndAsync(RunStart started)
    {
        await _app.EndOfAsync(started.Claim.Job.RunId);
        return await _app.DocumentAsync(started.Claim.Job.RunId);
    }

    private async Task<string> TextAsync(ModelVersion version)
    {
        await using var content = await _app.Get<ModelStore>().OpenContentAsync(version, TestApp.Cancellation);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestApp.Cancellation);
    }

    private Pipeline Decorate(Pipeline pipeline) => new(pipeline.Name, pipeline.Tasks.Select(Decorate))
    {
        ModelConfigs = pipeline.ModelConfigs,
        Parameters = pipeline.Parameters,
        TimeZone = pipeline.TimeZone,
    };

    private TaskNode Decorate(TaskNode node) => node switch
    {
        TaskGroup group => new TaskGroup(group.Name, group.Nodes.Select(Decorate)) { Tags = group.Tags },
        EtlTask task => new Decorated(this, task),
        _ => node,
    };

    [GeneratedRegex(@"run \S+ of \S+ · started [^·]+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NameOfRun();

    private sealed class Decorated(HotelBench bench, EtlTask task) : EtlTask
    {
        public override string Name => task.Name;

        public override TaskPolicy Policy => (bench.CodeVersions.TryGetValue(Name, out var version) ? task.Policy with { CodeVersion = version } : task.Policy) with { FirstRetryDelay = TimeSpan.Zero };

        public override IReadOnlyList<ModelRef> Requires() => task.Requires();

        public override IReadOnlyList<ModelRef> Provides() => task.Provides();

        public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
        {
            await task.RunAsync(context, cancellationToken);
            if (bench.Failing.Contains(Name))
            {
                throw new PermanentTaskException($"{Name} was made to fail.");
            }
        }
    }
}

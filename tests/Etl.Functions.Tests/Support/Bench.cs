using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Etl.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace Etl.Functions.Tests.Support;

/// <summary>The services of an app without a host: activities and starters are called by the test, the durable client is a mock, the clock stands still.</summary>
internal sealed class Bench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-bench-");
    private readonly Dictionary<string, OrchestrationRuntimeStatus> _instances = new(StringComparer.Ordinal);

    public Bench(params Pipeline[] pipelines)
        : this(new PipelineCatalog(pipelines))
    {
    }

    public Bench(PipelineCatalog catalog)
    {
        Catalog = catalog;
        Store = new FaultyStore(new FolderObjectStore(_folder.FullName));
        Client = MockClient();
        Services = Build(Catalog);
    }

    public PipelineCatalog Catalog { get; }

    public FaultyStore Store { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public EtlOptions Options { get; set; } = new();

    public ServiceProvider Services { get; private set; }

    public Mock<DurableTaskClient> Client { get; }

    public string Folder => _folder.FullName;

    /// <summary>The run ids that were scheduled, in order; one that ended is scheduled again without an error, as on the platform.</summary>
    public List<string> Scheduled { get; } = [];

    /// <summary>Run ids that the host can't take just now.</summary>
    public Func<string, bool> Refuse { get; set; } = _ => false;

    /// <summary>The events that were raised, in order.</summary>
    public List<(string RunId, string Event)> Raised { get; } = [];

    public RunRecords Records => Services.GetRequiredService<RunRecords>();

    public RunStarter Starter => Services.GetRequiredService<RunStarter>();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Another version of the app, or the same one in another process, on the same store.</summary>
    public void Deploy(params Pipeline[] pipelines)
    {
        Services.Dispose();
        Services = Build(new PipelineCatalog(pipelines));
    }

    public void SetInstance(string runId, OrchestrationRuntimeStatus? status)
    {
        if (status is { } known)
        {
            _instances[runId] = known;
        }
        else
        {
            _instances.Remove(runId);
        }
    }

    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(Services);

    /// <summary>Claims a run, with a start time of its own.</summary>
    public async Task<RunClaim> ClaimAsync(string pipeline, DateOnly? businessDate = null)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var request = new RunRequest { Pipeline = pipeline, BusinessDate = businessDate ?? new DateOnly(2026, 11, 21), Origin = RunOrigin.Schedule };
        return (await Starter.StartAsync(Client.Object, request, runId: null, Cancellation)).Claim;
    }

    public Task<TaskOutcome> RunTaskAsync(RunClaim claim, string task, int attempt = 1, bool isLast = false, params VersionId[] inputs) =>
        Make<RunTask>().RunAsync(new RunTaskInput(claim.Job.RunId, task, attempt, isLast, inputs), Cancellation);

    /// <summary>Runs the tasks of a pipeline that has no dependencies; the run is ready to be published.</summary>
    public async Task<RunClaim> RunAllTasksAsync(string pipeline, DateOnly businessDate)
    {
        var claim = await ClaimAsync(pipeline, businessDate);
        foreach (var task in claim.Snapshot.Tasks)
        {
            Assert.Equal(RunStatus.Succeeded, (await RunTaskAsync(claim, task.Name)).Status);
        }

        return claim;
    }

    public Task<RunEndingKind> PublishAsync(RunClaim claim) => Make<PublishRun>().RunAsync(claim.Job.RunId, Cancellation);

    public Task<FinishRunResult> FinishAsync(RunClaim claim, RunEndingKind ending, params TaskOutcome[] notSucceeded) =>
        Make<FinishRun>().RunAsync(new FinishRunInput(claim.Job.RunId, ending, notSucceeded, null), Cancellation);

    public Task CancelAsync(RunClaim claim, string? reason = null) =>
        Services.GetRequiredService<RunCanceller>().CancelAsync(Client.Object, claim.Job.RunId, reason, Cancellation);

    /// <summary>What readers see: model and the run of its newest version.</summary>
    public async Task<string?> LatestRunAsync(string model) =>
        (await (await Services.GetRequiredService<PublishedModels>().ReadAsync(Cancellation)).FindAsync(model, Cancellation))?.Latest.RunId;

    public Task<TaskCommit?> CommitAsync(RunClaim claim, string task) => Records.FindCommitAsync(claim.Job.RunId, task, Cancellation);

    public async Task<TaskNote?> NoteAsync(RunClaim claim, string task) =>
        await Records.ListTaskNotesAsync(claim.Snapshot, Cancellation).FirstOrDefaultAsync(note => note.Task == task, Cancellation);

    public async Task<int> ValueAsync(ModelVersion version) =>
        Assert.Single(await Services.GetRequiredService<ModelStore>().ReadRowsAsync(version, Cancellation).ToListAsync(Cancellation)).GetProperty("value").GetInt32();

    public void Dispose()
    {
        Services.Dispose();
        _folder.Delete(recursive: true);
    }

    private ServiceProvider Build(PipelineCatalog catalog)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddEtl(catalog, Options, Store, new SourceReader(new SourceOptions { Roots = [Folder] }));
        services.AddSingleton<ILoggerFactory>(Log);
        services.AddSingleton(_ => Options);
        return services.BuildServiceProvider();
    }

    private Mock<DurableTaskClient> MockClient()
    {
        var client = new Mock<DurableTaskClient>(MockBehavior.Strict, "test");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName name, object? input, StartOrchestrationOptions? options, CancellationToken _) => Task.FromResult(Schedule(name.Name, (RunSnapshot)input!, options!.InstanceId!)));
        client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Returns((string id, bool _, CancellationToken _) => Task.FromResult(
                _instances.TryGetValue(id, out var status) ? new OrchestrationMetadata(nameof(PipelineOrchestrator), id) { RuntimeStatus = status } : null));
        client.Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Returns((string id, string name, object? _, CancellationToken _) =>
            {
                Raised.Add((id, name));
                return Task.CompletedTask;
            });
        return client;
    }

    private string Schedule(string name, RunSnapshot snapshot, string id)
    {
        Assert.Equal(nameof(PipelineOrchestrator), name);
        Assert.Equal(id, snapshot.RunId);
        if (Refuse(id))
        {
            throw new InvalidOperationException("The task hub can't be reached.");
        }

        if (_instances.TryGetValue(id, out var status) && status is OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running)
        {
            throw new DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException($"{id} exists.");
        }

        Scheduled.Add(id);
        _instances[id] = OrchestrationRuntimeStatus.Running;
        return id;
    }
}

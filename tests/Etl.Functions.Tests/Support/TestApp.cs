using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Local.Engine;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Support;

/// <summary>An app on the local host, with a folder of its own as store and hub. Its functions are the real ones.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    /// <summary>So that a test that would hang fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-functions-");
    private LocalHost? _host;
    private HttpClient? _http;

    public TestApp(params Pipeline[] pipelines)
    {
        Catalog = new PipelineCatalog(pipelines);
        Store = new FolderObjectStore(_folder.FullName);
    }

    public PipelineCatalog Catalog { get; set; }

    public EtlOptions Options { get; set; } = new() { CancelPollInterval = TimeSpan.FromMilliseconds(50), CancelGrace = TimeSpan.FromSeconds(30) };

    public DurableEngineOptions Engine { get; set; } = new() { Synchronous = SqliteSynchronous.Off };

    /// <summary>Of the functions and of the engine.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Can be wrapped before the start.</summary>
    public IObjectStore Store { get; set; }

    public string Folder => _folder.FullName;

    public LogLines Log { get; } = new();

    public LocalHost Host => _host ?? throw new InvalidOperationException("Start the app first.");

    public DurableTaskClient Client => Host.Client;

    /// <summary>A request that says so waits for the host's word before it sends its body.</summary>
    public HttpClient Http => _http ??= new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience }) { BaseAddress = Host.Uri };

    public RunRecords Records => Get<RunRecords>();

    public RunStarter Starter => Get<RunStarter>();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public async Task<TestApp> StartAsync()
    {
        var options = new LocalHostOptions
        {
            FunctionAssemblies = [typeof(RunTask).Assembly],
            ConfigureServices = services =>
            {
                services.AddSingleton(Time);
                services.AddEtl(Catalog, Options, Store, new SourceReader(new SourceOptions { Roots = [Folder] }));
            },
            Port = 0,

            // As the etl command has it.
            MaxRequestBodyBytes = 32 * 1024 * 1024,
            DrainTimeout = TimeSpan.Zero,
            Engine = Engine,
            Time = Time,
            Loggers = Log,
        };
        _host = await LocalHost.StartAsync(HubLease.TryAcquire(Path.Combine(Folder, "hub"))!, options, Cancellation);
        return this;
    }

    /// <summary>The process dies, and the next one goes on with what was interrupted.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
        await Host.ResumeAllAsync(Cancellation);
    }

    /// <summary>What this returns is the id of a run that was claimed and scheduled.</summary>
    public async Task<string> StartRunAsync(string pipeline, string? runId = null, DateOnly? businessDate = null, FailureMode onFailure = FailureMode.Continue)
    {
        var request = new RunRequest { Pipeline = pipeline, BusinessDate = businessDate ?? new DateOnly(2026, 11, 21), OnFailure = onFailure };
        return (await Starter.StartAsync(Client, request, runId, Cancellation)).Claim.Job.RunId;
    }

    public async Task<OrchestrationMetadata> EndOfAsync(string runId) =>
        await Client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: true, Cancellation).WaitAsync(Patience, Cancellation);

    public async Task<RunDocument> DocumentAsync(string runId) => (await Records.ReadRunAsync(runId, Cancellation))!;

    public async Task<RunDocument> RunAsync(string pipeline, string? runId = null, DateOnly? businessDate = null, FailureMode onFailure = FailureMode.Continue)
    {
        var id = await StartRunAsync(pipeline, runId, businessDate, onFailure);
        await EndOfAsync(id);
        return await DocumentAsync(id);
    }

    /// <summary>The published version of a model that is the newest one; null when there is none.</summary>
    public async Task<ModelVersion?> LatestAsync(string model) =>
        await (await Get<PublishedModels>().ReadAsync(Cancellation)).FindAsync(model, Cancellation) is { } head ? head.Latest : null;

    /// <summary>The value in the single row of a version.</summary>
    public async Task<int> ValueAsync(ModelVersion version)
    {
        var rows = await Get<ModelStore>().ReadRowsAsync(version, Cancellation).ToListAsync(Cancellation);
        return Assert.Single(rows).GetProperty("value").GetInt32();
    }

    /// <summary>Of the newest published version.</summary>
    public async Task<int> LatestValueAsync(string model) => await ValueAsync(Assert.IsType<ModelVersion>(await LatestAsync(model)));

    /// <summary>Names below a prefix, for what must not be there.</summary>
    public async Task<IReadOnlyList<string>> ObjectsAsync(string prefix) => await Store.ListAsync(prefix, Cancellation).ToListAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The host does not wait for its activities: one may still write for a moment. The folder is in the temporary one.
        }
    }

    private async Task StopAsync()
    {
        _http?.Dispose();
        _http = null;
        if (_host is not null)
        {
            await _host.StopAsync(TimeSpan.Zero);
            _host = null;
        }
    }
}

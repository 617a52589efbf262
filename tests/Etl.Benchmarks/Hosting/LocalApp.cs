using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Local.Engine;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Benchmarks.Hosting;

/// <summary>A pipeline on the local host, with its own functions, store and hub in a temporary folder, as <c>etl run</c> has them.</summary>
internal sealed class LocalApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly LocalHost _host;
    private readonly string _pipeline;

    private LocalApp(DirectoryInfo folder, LocalHost host, CountingStore store, string pipeline)
    {
        _folder = folder;
        _host = host;
        _pipeline = pipeline;
        Store = store;
    }

    public CountingStore Store { get; }

    public static async Task<LocalApp> StartAsync(Pipeline pipeline, EtlOptions options, DurableEngineOptions engine)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        var store = new CountingStore(new FolderObjectStore(folder.FullName));
        var host = await LocalHost.StartAsync(HubLease.TryAcquire(Path.Combine(folder.FullName, "hub"))!, new LocalHostOptions
        {
            FunctionAssemblies = [typeof(RunTask).Assembly],
            ConfigureServices = services => services.AddEtl(new PipelineCatalog(pipeline), options, store, new SourceReader(new SourceOptions())),
            Port = 0,
            Engine = engine,
        });
        return new LocalApp(folder, host, store, pipeline.Name);
    }

    /// <summary>Runs the pipeline to its end.</summary>
    /// <exception cref="InvalidOperationException">It did not succeed.</exception>
    public async Task<RunDocument> RunAsync(Func<RunRequest, RunRequest>? change = null)
    {
        var request = new RunRequest { Pipeline = _pipeline, Origin = RunOrigin.CommandLine };
        var started = await _host.Services.GetRequiredService<RunStarter>().StartAsync(_host.Client, change?.Invoke(request) ?? request, runId: null, CancellationToken.None);
        await _host.Client.WaitForInstanceCompletionAsync(started.Claim.Job.RunId);
        var run = await _host.Services.GetRequiredService<RunRecords>().ReadRunAsync(started.Claim.Job.RunId);
        return run?.Status == Core.Runs.RunStatus.Succeeded ? run : throw new InvalidOperationException($"Run '{started.Claim.Job.RunId}' ended {run?.Status}: {run?.Tasks.FirstOrDefault(task => task.Error is not null)?.Error?.Message ?? run?.Error?.Message}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Functions;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Hotels;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>The pipelines of the hotels on a host in this process, with a hub of its own, on a store that others may work on too.</summary>
internal sealed class HotelsHost : IAsyncDisposable
{
    private readonly LocalHost _host;

    private HotelsHost(LocalHost host) => _host = host;

    public static RunRequest Request { get; } = new()
    {
        Pipeline = "hotels",
        Origin = RunOrigin.CommandLine,
        BusinessDate = new DateOnly(2026, 11, 20),
        ModelConfigs = ModelConfigs.Empty.With("RawBookings.Resort", "syntheticRows", "300").With("RawBookings.City", "syntheticRows", "300"),
    };

    public static async Task<HotelsHost> StartAsync(string hubFolder, IObjectStore store, TimeProvider? time = null) => new(await LocalHost.StartAsync(
        HubLease.TryAcquire(hubFolder)!,
        new LocalHostOptions
        {
            FunctionAssemblies = [typeof(RunTask).Assembly],
            ConfigureServices = services =>
            {
                services.AddSingleton(time ?? TimeProvider.System);
                services.AddEtl(HotelPipelines.Catalog, new EtlOptions(), store, new SourceReader(new SourceOptions()));
            },
            Port = 0,
            Time = time ?? TimeProvider.System,
        }));

    public Task<RunStart> StartRunAsync(string runId) => _host.Services.GetRequiredService<RunStarter>().StartAsync(_host.Client, Request, runId, CancellationToken.None);

    /// <summary>Works on a run, whoever else does.</summary>
    public Task TakeUpAsync(string runId) => _host.Services.GetRequiredService<RunStarter>().ResumeAsync(_host.Client, runId, CancellationToken.None);

    public Task WaitForEndAsync(string runId) => _host.Client.WaitForInstanceCompletionAsync(runId, TestContext.Current.CancellationToken);

    /// <summary>Model and content of all that is published, without reports, which name their run.</summary>
    public static async Task<IReadOnlyList<string>> PublishedAsync(IObjectStore store)
    {
        var heads = await new PublishedModels(store, TimeProvider.System).ReadAsync();
        var lists = await heads.FindAllAsync(heads.Models.Where(model => !model.Contains("Report", StringComparison.Ordinal)));
        return [.. lists.SelectMany(list => list.Versions).Select(version => $"{version.Model} {version.ContentSha256}")];
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

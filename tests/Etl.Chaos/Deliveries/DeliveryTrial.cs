using Etl.Chaos.Oracle;
using Etl.Chaos.Reporting;
using Etl.Core.Runs;
using Etl.Functions;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Hotels;
using Etl.Local.Engine;
using Etl.Local.Functions;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Chaos.Deliveries;

/// <summary>One run on the local host in this process, whose activities are delivered in disturbed ways.</summary>
internal sealed class DeliveryTrial(DeliveryScenario scenario, int seed, CancellationToken cancellationToken)
{
    private static readonly TimeSpan CancelPoll = TimeSpan.FromMilliseconds(5);
    private const int MostCallsBeforeCancel = 18;

    /// <summary>What the scenario publishes when every activity is delivered once.</summary>
    public static async Task<PublishedContents> UndisturbedAsync(DeliveryScenario scenario, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("etl-chaos-");
        try
        {
            var store = new FolderObjectStore(folder.FullName);
            await using var host = await StartHostAsync(folder, scenario, store, calls: null);
            await host.Client.WaitForInstanceCompletionAsync(await StartRunAsync(host, scenario, cancellationToken), cancellationToken);
            return await PublishedContents.ReadAsync(store, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async Task<TrialResult> RunAsync(PublishedContents undisturbed)
    {
        var folder = Directory.CreateTempSubdirectory("etl-chaos-");
        try
        {
            var store = new FolderObjectStore(folder.FullName);
            var records = new RunRecords(store, TimeProvider.System);
            DisturbedCalls? calls = null;
            await using var host = await StartHostAsync(folder, scenario, store, inner => calls = new DisturbedCalls(inner, seed, runId => records.RaiseEpochAsync(runId, cancellationToken)));
            var runId = await StartRunAsync(host, scenario, cancellationToken);
            if (scenario.IsCancelled)
            {
                await CancelAsync(host, calls!, runId);
            }

            await host.Client.WaitForInstanceCompletionAsync(runId, cancellationToken);
            var atTheEnd = await ImmutableRecords.ReadAsync(store, cancellationToken);
            await calls!.DeliverAllAgainAsync(cancellationToken);

            var violations = new List<string>(calls.Failures);
            violations.AddRange((await ImmutableRecords.ReadAsync(store, cancellationToken)).Violations(atTheEnd));
            violations.AddRange(await new StoreOracle(store) { MayBeCancelled = scenario.IsCancelled }.ViolationsAsync(cancellationToken));
            if (await records.FindSummaryAsync(runId, cancellationToken) is { Status: RunStatus.Succeeded })
            {
                violations.AddRange((await PublishedContents.ReadAsync(store, cancellationToken)).Violations(undisturbed));
            }

            return new TrialResult(scenario.Name, [.. calls.Disturbances], Runs: 1, violations, Steps: []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>At some moment of the run; too late, it is a conflict.</summary>
    private async Task CancelAsync(LocalHost host, DisturbedCalls calls, string runId)
    {
        var after = new Random(seed).Next(1, MostCallsBeforeCancel);
        var ended = host.Client.WaitForInstanceCompletionAsync(runId, cancellationToken);
        while (calls.Count < after && !ended.IsCompleted)
        {
            await Task.Delay(CancelPoll, cancellationToken);
        }

        try
        {
            await host.Services.GetRequiredService<RunCanceller>().CancelAsync(host.Client, runId, reason: null, cancellationToken);
        }
        catch (RunConflictException)
        {
            // It is published.
        }
    }

    private static async Task<string> StartRunAsync(LocalHost host, DeliveryScenario scenario, CancellationToken cancellationToken) =>
        (await host.Services.GetRequiredService<RunStarter>().StartAsync(host.Client, scenario.Request, runId: null, cancellationToken)).Claim.Job.RunId;

    private static Task<LocalHost> StartHostAsync(DirectoryInfo folder, DeliveryScenario scenario, IObjectStore store, Func<IFunctionInvoker, IFunctionInvoker>? calls) =>
        LocalHost.StartAsync(HubLease.TryAcquire(Path.Combine(folder.FullName, "hub"))!, new LocalHostOptions
        {
            FunctionAssemblies = [typeof(RunTask).Assembly],
            ConfigureServices = services => services.AddEtl(HotelPipelines.Catalog, scenario.Options, store, new SourceReader(new SourceOptions())),
            Port = 0,
            Engine = new DurableEngineOptions { Calls = calls, MaxConcurrentActivities = 8 },
        });
}

using Etl.Core.Pipelines;
using Etl.Functions.Activities;
using Etl.Functions.Backfills;
using Etl.Functions.Models;
using Etl.Functions.Notifications;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;
using Etl.Functions.Timers;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Etl.Functions;

/// <summary>What the functions need, the same on every host.</summary>
public static class EtlServices
{
    /// <summary>Adds an app: its pipelines, its settings, its store and its sources, which are disposed with the services. All services are singletons and thread-safe.</summary>
    public static IServiceCollection AddEtl(this IServiceCollection services, PipelineCatalog catalog, EtlOptions options, IObjectStore store, SourceReader sources)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(catalog);
        services.AddSingleton(options);
        services.AddSingleton(store);
        services.AddSingleton(_ => sources);
        services.AddSingleton<RunRecords>();
        services.AddSingleton<TaskLogs>();
        services.AddSingleton<PublishedModels>();
        services.AddSingleton<RunClosing>();
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return new ModelStore(store, sources, time, BlobCache.For(store, options.Cache, time));
        });
        services.AddSingleton<PoolSlots>();
        services.AddSingleton<RunPlanner>();
        services.AddSingleton<RunSessions>();
        services.AddSingleton<SchemaGuard>();
        services.AddSingleton<MissingInputs>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<RunRepeater>();
        services.AddSingleton<RunCanceller>();
        services.AddSingleton<RunPauser>();
        services.AddSingleton<RunTerminator>();
        services.AddSingleton<RunPurger>();
        services.AddSingleton<PipelineStates>();
        services.AddSingleton<ScheduleDecisions>();
        services.AddSingleton<BackfillRecords>();
        services.AddSingleton<BackfillStarter>();
        services.AddSingleton<BackfillCanceller>();
        services.AddSingleton<ReusableOutputs>();
        services.AddSingleton<CommittedVersions>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<ScheduleRecords>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<RunNotices>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<RunEndings>();
        services.AddSingleton<UnfinishedRuns>();
        services.AddSingleton<ModelQueries>();
        services.AddLogging();
        return services;
    }
}

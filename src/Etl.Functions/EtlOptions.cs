using System.Collections.ObjectModel;
using Etl.Core.Models;
using Etl.Functions.Notifications;
using Etl.Storage.Caching;

namespace Etl.Functions;

/// <summary>The settings of an app, from the configuration section <c>Etl</c>.</summary>
public sealed record EtlOptions
{
    /// <summary>Where the app runs, for the tasks to know. Default <c>local</c>.</summary>
    public string Environment { get; init; } = "local";

    /// <summary>A level with more tasks is split over sub-orchestrations of at most this many; 1 to 1,000, default 100.</summary>
    public int MaxFanOut { get; init; } = 100;

    /// <summary>So many small tasks of a level run together in one activity, in pipelines that do not say for themselves; 1 to 50, default 1.</summary>
    public int TasksPerActivity { get; init; } = 1;

    /// <summary>A pipeline with more tasks is refused at the start: the snapshot and the history travel to the worker at every step. Default 10,000.</summary>
    public int MaxTasks { get; init; } = 10_000;

    /// <summary>How long running tasks have to stop after a cancel request. Default 10 s.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a running task looks whether its run was cancelled. Default 2 s.</summary>
    public TimeSpan CancelPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The <c>functionTimeout</c> of <c>host.json</c>; every task's timeout must be at least 30 s below it. Default 30 min.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The copies of blobs on this machine's disk; not used for a store that is a folder.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>Settings of models that override those of the pipelines and are overridden by a run's.</summary>
    public ModelConfigs ModelConfigs { get; init; } = ModelConfigs.Empty;

    /// <summary>Slots of pools, by name, that override those of the catalog. Names compare without case. Default none.</summary>
    public IReadOnlyDictionary<string, int> PoolSlots { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Where notifications go, by the names that pipelines give. Names compare without case. Default none.</summary>
    public IReadOnlyDictionary<string, WebhookOptions> Webhooks { get; init; } = ReadOnlyDictionary<string, WebhookOptions>.Empty;
}

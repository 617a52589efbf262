using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Functions.Models;
using Etl.Functions.Runs;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Cli;

/// <summary>An opened store, and the services that read it.</summary>
internal sealed class StoreContext
{
    public StoreContext(IObjectStore store, string? folder, string hubFolder, SourceReader sources, CacheOptions cache, PipelineCatalog catalog, RunPlanner planner, TimeProvider time)
    {
        Store = store;
        Folder = folder;
        HubFolder = hubFolder;
        Records = new RunRecords(store, time);
        States = new PipelineStates(store, time);
        Backfills = new BackfillRecords(store);
        Heads = new PublishedModels(store, time);
        Queries = new ModelQueries(catalog, planner, Records, Heads);
        Models = new ModelStore(store, sources, time, BlobCache.For(store, cache, time));
    }

    public IObjectStore Store { get; }

    /// <summary>Whether it was opened to read: not checked, and with few retries, because somebody waits in front of the screen.</summary>
    public bool IsToRead { get; init; }

    /// <summary>Null when the store is not a folder.</summary>
    public string? Folder { get; }

    /// <summary>Where the hub of this machine lies.</summary>
    public string HubFolder { get; }

    public RunRecords Records { get; }

    public BackfillRecords Backfills { get; }

    public PipelineStates States { get; }

    public PublishedModels Heads { get; }

    public ModelStore Models { get; }

    public ModelQueries Queries { get; }
}

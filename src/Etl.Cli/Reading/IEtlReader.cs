using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Storage.Registry;

namespace Etl.Cli.Reading;

/// <summary>What commands read: a store, or an app over its HTTP API.</summary>
internal interface IEtlReader
{
    /// <summary>In the order of the catalog.</summary>
    Task<IReadOnlyList<PipelineDocument>> PipelinesAsync(CancellationToken cancellationToken);

    /// <summary>Null when there is no such run. Running also when its process died: see <see cref="Running.RunLiveness"/>.</summary>
    Task<RunDocument?> FindRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>What the tasks of a run have logged, or one of them, in order of time.</summary>
    Task<IReadOnlyList<TaskLogLine>> LogsAsync(string runId, string? task, CancellationToken cancellationToken);

    /// <summary>A page of the runs that a filter lets through, newest first; with a filter it may be empty and still be followed by others.</summary>
    /// <param name="filter">Which runs. Where those stand that have not ended, the reader finds out itself.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">What the page before gave as its next one; null for the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<RunPage> RunsAsync(RunFilter filter, int limit, string? after, CancellationToken cancellationToken);

    /// <summary>At most so many, newest first.</summary>
    Task<IReadOnlyList<BackfillIndexEntry>> BackfillsAsync(string? pipeline, int limit, CancellationToken cancellationToken);

    /// <summary>Null when there is no such backfill; Interrupted when nobody works on it.</summary>
    Task<BackfillDocument?> FindBackfillAsync(string id, CancellationToken cancellationToken);

    /// <summary>The latest version of each published model.</summary>
    Task<IReadOnlyList<ModelVersionDocument>> ModelsAsync(CancellationToken cancellationToken);

    /// <summary>A model by a reference such as <c>Nights[2015-07]@latest</c>.</summary>
    Task<ModelDetailDocument> ModelAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Where a version comes from, or where it went.</summary>
    Task<LineageDocument> LineageAsync(string reference, LineageDirection direction, CancellationToken cancellationToken);

    /// <summary>The rows of a version, at most so many, or the file that it is.</summary>
    Task<ModelContent> ContentAsync(string reference, long limit, CancellationToken cancellationToken);

    /// <summary>The pages that a run published, and where each can be looked at.</summary>
    Task<IReadOnlyList<(string Model, string Location)>> ReportsAsync(RunDocument run, CancellationToken cancellationToken);
}

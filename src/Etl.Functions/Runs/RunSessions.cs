using Etl.Core;
using Etl.Core.Pipelines;
using Etl.Storage.Registry;

namespace Etl.Functions.Runs;

/// <summary>
/// The sessions of the runs that this process works on, so that each model is created once for all tasks of a run. Thread-safe;
/// the least recently used are dropped.
/// </summary>
public sealed class RunSessions(PipelineCatalog catalog, RunRecords records, EtlOptions options)
{
    private const int Capacity = 32;
    private readonly PoolLimits _pools = new(catalog, options);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<RunSession>> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _recent = new();

    /// <summary>The session of a claimed run.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="Etl.Core.Planning.InvalidPlanException">The pipeline was changed after the run had started, and does not fit together any more.</exception>
    /// <exception cref="UnknownPipelineException">The pipeline was removed after the run had started.</exception>
    public async Task<RunSession> GetAsync(string runId, CancellationToken cancellationToken)
    {
        Task<RunSession> session;
        lock (_lock)
        {
            _recent.Remove(runId);
            _recent.AddFirst(runId);
            if (!_sessions.TryGetValue(runId, out var known) || known.IsFaulted || known.IsCanceled)
            {
                // Shared by all tasks of the run, so not cancelled with the first of them.
                _sessions[runId] = known = OpenAsync(runId);
            }

            session = known;
            if (_recent.Count > Capacity)
            {
                _sessions.Remove(_recent.Last!.Value);
                _recent.RemoveLast();
            }
        }

        return await session.WaitAsync(cancellationToken);
    }

    private async Task<RunSession> OpenAsync(string runId)
    {
        await Task.Yield();
        var claim = await records.GetClaimAsync(runId, CancellationToken.None) ?? throw new UnknownRunException(runId);
        var pipeline = catalog.Get(claim.Job.Pipeline);
        var layers = new SettingLayers(pipeline, options.ModelConfigs);
        var configs = layers.WithSecrets(claim.ModelConfigs);
        return new RunSession(claim, new Orchestrator(claim.Job, pipeline.Tasks, configs, pipeline.ExternalModels), _pools) { Mask = layers.Mask(configs) };
    }
}

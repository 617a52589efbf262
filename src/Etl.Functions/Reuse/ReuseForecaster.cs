using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Functions.Reuse;

/// <summary>Tells beforehand what a run with reuse would do with each task. It looks at the same records as the run does, and writes nothing. Thread-safe.</summary>
public sealed class ReuseForecaster(RunRecords records, PublishedModels models, SourceReader sources, EtlOptions options)
{
    /// <summary>One forecast for each task of the plan, in run order.</summary>
    /// <param name="planned">The run.</param>
    /// <param name="request">That it was planned for.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Etl.Storage.Objects.StoreException">The store fails.</exception>
    public async Task<IReadOnlyList<ReuseForecast>> ForecastAsync(PlannedRun planned, RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(request);
        var claim = RunClaims.Of(planned, request, runId: null, options);
        var pins = await records.ResolvePinsAsync(claim, models, cancellationToken);
        var state = new ForecastInputs(claim.Snapshot, pins, await new CommittedVersions(records).ReadAsync([.. pins.Versions, .. pins.Previous], cancellationToken));
        var search = new ReuseSearch(records, sources, await models.ReadAsync(cancellationToken), explain: true);
        var forecasts = new List<ReuseForecast>(planned.Plan.Tasks.Count);
        foreach (var (task, descriptor) in planned.Plan.Tasks.Zip(claim.Snapshot.Tasks))
        {
            var (inputs, previous) = state.Of(descriptor);
            var fingerprints = new TaskFingerprints(claim, claim.ModelConfigs, planned.Orchestrator.Models, task, inputs, previous);
            var found = await search.FindAsync(claim, task, fingerprints, cancellationToken);
            var adopted = found is { Commit: { } commit, UnknownInputs.Count: 0 } ? AdoptedOutputs.Of(claim, task, commit) : null;
            state.Settle(descriptor, adopted);
            forecasts.Add(Describe(task, found));
        }

        return forecasts;
    }

    private static ReuseForecast Describe(PlannedTask task, ReuseFinding found)
    {
        var version = found.Commit?.Outputs.First(output => output.Model == task.Provides[0]);
        return found switch
        {
            { Commit: null } => new ReuseForecast(task.Name, ReuseAction.Run, found.Reason, null, null),
            { UnknownInputs.Count: > 0 } => new ReuseForecast(task.Name, ReuseAction.Maybe, $"unless {string.Join(", ", found.UnknownInputs)} {(found.UnknownInputs.Count == 1 ? "comes" : "come")} out the same", version!.Version, version.RunId),
            _ => new ReuseForecast(task.Name, ReuseAction.Reuse, found.Reason, version!.Version, version.RunId),
        };
    }
}

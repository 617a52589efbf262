using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Storage.ModelData;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Functions.Reuse;

/// <summary>Finds, for a task that is about to run, outputs that make running it needless. Thread-safe.</summary>
public sealed class ReusableOutputs(RunRecords records, PublishedModels models, SourceReader sources)
{
    /// <summary>The record whose outputs the run takes over, and why; null when the task has to run.</summary>
    internal async Task<(TaskCommit Commit, AdoptionReason Reason)?> FindAsync(RunSession session, PlannedTask task, RunTaskInput input, TaskInputs inputs, CancellationToken cancellationToken)
    {
        var claim = session.Claim;
        if (claim.Request.Rerun is { FromFailed: true } rerun && await FindRepeatedAsync(session, rerun.RunId, task, input, cancellationToken) is { } repeated)
        {
            return (repeated, AdoptionReason.Rerun);
        }

        if (claim.Request.Reuse != ReuseMode.Unchanged || ReuseRules.WhyAlwaysRun(task) is not null)
        {
            return null;
        }

        var search = new ReuseSearch(records, sources, await models.ReadAsync(cancellationToken), explain: false);
        var found = await search.FindAsync(claim, task, Fingerprints(session, task, inputs), cancellationToken);
        return found.Commit is { } commit ? (commit, AdoptionReason.Unchanged) : null;
    }

    /// <summary>The fingerprints that the outputs of a task can get when it reads the given versions.</summary>
    internal static TaskFingerprints Fingerprints(RunSession session, PlannedTask task, TaskInputs inputs) => new(
        session.Claim,
        session.Claim.ModelConfigs,
        session.Orchestrator.Models,
        task,
        task.Requires.SelectMany(inputs.Of).Select(InputContent.Of),
        task.Provides.Select(inputs.Previous).OfType<ModelVersion>().Select(InputContent.Of));

    /// <summary>Exactly the same versions must have been read: with an input that was made again the task is run again, whatever its content. So it is when its rows have other columns now.</summary>
    private async Task<TaskCommit?> FindRepeatedAsync(RunSession session, string repeatedRun, PlannedTask task, RunTaskInput input, CancellationToken cancellationToken)
    {
        var commit = await records.FindCommitAsync(repeatedRun, task.Name, cancellationToken);
        return commit?.Status.IsSuccess() == true
            && Names(commit.Inputs).SetEquals(Names(input.Inputs))
            && commit.Outputs.All(ReuseRules.HasPassed)
            && AdoptedOutputs.Of(session.Claim, task, commit) is { } outputs
            && outputs.All(output => ReuseRules.HasSchemaOf(output, session.Orchestrator.Models.Get(output.Model)))
            && (await records.FindGoneOutputsAsync(commit, cancellationToken)).Count == 0
            ? commit
            : null;
    }

    private static HashSet<(string Model, string Version, string? Partition)> Names(IEnumerable<VersionId> versions) =>
        [.. versions.Select(version => (version.Model, version.Version, version.Partition))];
}

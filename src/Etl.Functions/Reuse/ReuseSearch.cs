using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Registry;
using Etl.Storage.Sources;

namespace Etl.Functions.Reuse;

/// <summary>
/// Looks for published outputs with the fingerprint that a task's outputs would get, in one reading of the heads. A fingerprint is computed for what each version's task had asked for;
/// a version counts when that gives its own fingerprint, and its sources are as they were. Not thread-safe.
/// </summary>
/// <param name="records">Have the sources and the other outputs of a version.</param>
/// <param name="sources">Tell whether a source has changed.</param>
/// <param name="heads">One reading for all tasks that are looked at.</param>
/// <param name="explain">Reads the records also of versions that do not fit, to say why.</param>
internal sealed class ReuseSearch(RunRecords records, SourceReader sources, Heads heads, bool explain)
{
    /// <summary>So many versions are looked at, the newest first: what was made before them is made again.</summary>
    public const int MaxCandidates = 20;

    private readonly Dictionary<(SourceReading, RunOrigin), string?> _changes = [];

    public async Task<ReuseFinding> FindAsync(RunClaim claim, PlannedTask task, TaskFingerprints fingerprints, CancellationToken cancellationToken)
    {
        if (ReuseRules.WhyAlwaysRun(task) is { } always)
        {
            return ReuseFinding.Miss(always);
        }

        var first = task.Provides[0];
        var partition = claim.Snapshot.PartitionOf(first);
        var head = await heads.FindAsync(first, cancellationToken);
        var candidates = (head?.Versions ?? []).Where(version => version.Partition == partition).DistinctBy(version => version.Version).Take(MaxCandidates);
        string? newest = null;
        foreach (var candidate in candidates)
        {
            var (commit, reason, unknown) = await JudgeAsync(claim, task, fingerprints, candidate, cancellationToken);
            if (reason is null)
            {
                return new ReuseFinding(commit, "nothing that it depends on has changed", unknown);
            }

            newest ??= reason;
        }

        return ReuseFinding.Miss(newest ?? (partition is null ? $"there is no earlier version of {first}" : $"there is no earlier version of {first}[{partition}]"));
    }

    private async Task<(TaskCommit? Commit, string? Reason, IReadOnlyList<string> Unknown)> JudgeAsync(
        RunClaim claim, PlannedTask task, TaskFingerprints fingerprints, ModelVersion candidate, CancellationToken cancellationToken)
    {
        var expected = candidate.Fingerprint is { } recorded ? fingerprints.Of(recorded.Reads) : null;
        var unknown = expected?.UnknownInputs ?? [];
        var mayFit = expected is not null && (unknown.Count > 0 || expected.Hash == candidate.Fingerprint!.Hash);
        if (!mayFit && !explain)
        {
            return (null, "it has another fingerprint", []);
        }

        var commit = await records.FindCommitAsync(candidate.Order.RunId, candidate.Task, cancellationToken);
        return (commit, await FindObstacleAsync(claim, task, fingerprints, expected, mayFit, commit, cancellationToken), unknown);
    }

    private async Task<string?> FindObstacleAsync(
        RunClaim claim, PlannedTask task, TaskFingerprints fingerprints, TaskFingerprint? expected, bool mayFit, TaskCommit? commit, CancellationToken cancellationToken)
    {
        if (commit?.Status.IsSuccess() != true)
        {
            return "the record of the newest version was deleted";
        }

        if (expected is null)
        {
            return ReuseRules.WhyNotReusable(task, commit.Sources) ?? "nobody recorded what the newest version was made from";
        }

        // What is not known yet is taken to be the same.
        var changes = !mayFit || expected.UnknownInputs.Count > 0 ? expected.ChangesSince(commit.FingerprintOf ?? []) : [];
        if (changes.Count > 0 || !mayFit)
        {
            return changes.Count > 0 ? Join(changes) : "it has another fingerprint";
        }

        return ReuseRules.WhyNotReusable(task, commit.Sources)
            ?? (AdoptedOutputs.Of(claim, task, commit) is null ? "the newest version does not have all models that the task provides" : null)
            ?? (commit.Outputs.All(ReuseRules.HasPassed) ? null : "the newest version did not pass its checks")
            ?? (fingerprints.HaveSchemas(commit.Outputs) ? null : "its models have other columns now")
            ?? await FindChangedSourceAsync(claim, commit, cancellationToken)
            ?? (await records.FindGoneOutputsAsync(commit, cancellationToken) is { Count: > 0 } gone ? $"what the newest version of {string.Join(", ", gone)} has is gone from the store" : null);
    }

    private async Task<string?> FindChangedSourceAsync(RunClaim claim, TaskCommit commit, CancellationToken cancellationToken)
    {
        foreach (var source in commit.Sources.Where(source => source.WasOpened))
        {
            var key = (source, claim.Request.Origin);
            if (!_changes.TryGetValue(key, out var change))
            {
                _changes[key] = change = await sources.FindChangeAsync(source, claim.Request.Origin, cancellationToken);
            }

            if (change is not null)
            {
                return change;
            }
        }

        return null;
    }

    private static string Join(IReadOnlyList<string> changes)
    {
        const int MaxShown = 3;
        return changes.Count <= MaxShown ? string.Join("; ", changes) : $"{string.Join("; ", changes.Take(MaxShown))}; and {changes.Count - MaxShown} more";
    }
}

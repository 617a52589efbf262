using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>What must hold after every step, whatever went wrong before it.</summary>
internal sealed class RegistryRules(RegistryFacts facts)
{
    private readonly Dictionary<string, string> _claimants = new(StringComparer.Ordinal);
    private readonly HashSet<(string RunId, int Epoch)> _epochs = [];

    /// <summary>One claim for each id: all who are told that they have claimed it have the id of the stored claim.</summary>
    public void CheckClaimant(RunClaim claim)
    {
        var runId = claim.Job.RunId;
        facts.Check(_claimants.TryAdd(runId, claim.ClaimId!) || _claimants[runId] == claim.ClaimId, $"Two claimants of '{runId}': '{_claimants[runId]}' and '{claim.ClaimId}'.");
        facts.Check(facts.Claims[runId].ClaimId == claim.ClaimId, $"'{claim.ClaimId}' was told to have claimed '{runId}', but '{facts.Claims[runId].ClaimId}' has.");
    }

    public void CheckEpoch(string name, int before, int after) => facts.Check(after > before, $"'{name}' went from {before} to {after}.");

    /// <summary>No two resumes share an epoch.</summary>
    public void CheckRaisedEpoch(string runId, int epoch) => facts.Check(epoch > 1 && _epochs.Add((runId, epoch)), $"Epoch {epoch} of '{runId}' was given out twice.");

    /// <summary>Pins are what one state of the heads, up to now, gives.</summary>
    public void CheckPins(RunPins pins)
    {
        var plan = facts.Plan(pins.RunId);
        var isOneReading = facts.Heads.Exists(heads => plan.ExternalModels.All(model =>
        {
            var newest = heads.GetValueOrDefault(model)?.Versions
                .Where(version => version.Order.BusinessDate <= plan.BusinessDate)
                .MaxBy(version => version.Order);
            return newest is null ? pins.Missing.Contains(model) : pins.Versions.Contains(newest.Id);
        }));
        facts.Check(isOneReading, $"The pins of '{pins.RunId}' are of no single state of the heads: {string.Join(", ", pins.Versions)}");
    }

    /// <summary>A run is bound to publish only when every task has succeeded.</summary>
    public void CheckEnding(RunEnding ending) =>
        facts.Check(ending.Kind != RunEndingKind.Publish || facts.AllSucceeded(facts.Plan(ending.RunId)), $"'{ending.RunId}' is to be published and has tasks that have not succeeded.");

    /// <summary>A success has every output, stored before, and has read the versions that every attempt of the task reads.</summary>
    public void CheckCommit(TaskCommit commit)
    {
        var plan = facts.Plan(commit.RunId);
        var task = plan.Tasks.Single(task => task.Name == commit.Task);
        if (!commit.Status.IsSuccess())
        {
            facts.Check(commit.Outputs.Count == 0, $"The tombstone of '{commit.Task}' of '{commit.RunId}' has outputs.");
            return;
        }

        facts.Check(commit.Outputs.Select(output => output.Model).SequenceEqual(task.Provides), $"The commit of '{commit.Task}' of '{commit.RunId}' has the wrong outputs.");
        facts.Check(commit.Outputs.All(output => facts.HasBlob(output.Blob)), $"The commit of '{commit.Task}' of '{commit.RunId}' has an output without bytes.");
        facts.Check(facts.Inputs(plan, task)?.SequenceEqual(commit.Inputs) == true, $"The commit of '{commit.Task}' of '{commit.RunId}' has read other versions than its run has.");
    }

    /// <summary>Immutable, under the hash of its content, in order, and of committed versions only.</summary>
    public void CheckHeadFile(string name, HeadFile file, ReadOnlySpan<byte> content)
    {
        facts.Check(name == $"heads/{file.Model}/{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}.json", $"'{name}' is not named by its content.");
        var merged = file.Versions.DistinctBy(version => version.Version).OrderByDescending(version => version.Order).ToList();
        facts.Check(merged.SequenceEqual(file.Versions), $"'{name}' is not in order, or has a version twice.");
        facts.Check(file.Latest == merged[0], $"'{name}' does not begin with its latest version.");
        facts.Check(file.Versions.All(IsCommitted), $"'{name}' has a version that no commit record has.");
    }

    /// <summary>All or none of a run, only of runs whose ending is to publish, and nothing that was listed is gone.</summary>
    public void CheckHeads(IReadOnlyDictionary<string, HeadFile> before, IReadOnlyDictionary<string, HeadFile> after)
    {
        CheckView(after);
        foreach (var run in after.Values.SelectMany(file => file.Versions).Select(version => version.RunId).Distinct(StringComparer.Ordinal))
        {
            facts.Check(facts.Endings.GetValueOrDefault(run)?.Kind == RunEndingKind.Publish, $"Versions of '{run}' are visible, and its ending is {facts.Endings.GetValueOrDefault(run)?.Kind.ToString() ?? "open"}.");
        }

        var lost = before.Values.SelectMany(file => file.Versions).Except(after.Values.SelectMany(file => file.Versions)).ToList();
        facts.Check(lost.Count == 0, $"Published versions are gone: {string.Join(", ", lost.Select(version => version.Id))}");
    }

    /// <summary>Who is told that a run is published finds it in the heads.</summary>
    public void CheckIsPublished(RunPlan plan) =>
        facts.Check(Outputs(plan).All(facts.Heads[^1].Values.SelectMany(file => file.Versions).Contains), $"'{plan.RunId}' was said to be published, and is not.");

    /// <summary>What a reader sees of a run is all of it or nothing.</summary>
    public void CheckView(IReadOnlyDictionary<string, HeadFile> heads)
    {
        var listed = heads.Values.SelectMany(file => file.Versions).ToLookup(version => version.RunId, StringComparer.Ordinal);
        foreach (var run in listed)
        {
            var outputs = Outputs(facts.Plan(run.Key)).ToHashSet();
            facts.Check(outputs.SetEquals(run), $"A part of the outputs of '{run.Key}' is visible: {string.Join(", ", run.Select(version => version.Model))}.");
        }
    }

    /// <summary>The summary says what the records say.</summary>
    public void CheckSummary(RunDocument summary)
    {
        var plan = facts.Plan(summary.RunId);
        var ending = facts.Endings.GetValueOrDefault(summary.RunId)?.Kind;
        var status = ending switch
        {
            RunEndingKind.Publish => RunStatus.Succeeded,
            RunEndingKind.Cancel => RunStatus.Cancelled,
            RunEndingKind.Fail => RunStatus.Failed,
            _ => RunStatus.Running,
        };
        facts.Check(summary.Status == status, $"The summary of '{summary.RunId}' says {summary.Status}, and its ending is {ending}.");
        foreach (var (task, document) in plan.Tasks.Zip(summary.Tasks))
        {
            facts.Check(document.Status == facts.Commit(plan.RunId, task.Name)?.Status, $"The summary of '{summary.RunId}' says that '{task.Name}' is {document.Status}, and its record says {facts.Commit(plan.RunId, task.Name)?.Status.ToString() ?? "nothing"}.");
        }

        var published = facts.Heads[^1].Values.SelectMany(file => file.Versions).Where(version => version.RunId == summary.RunId).Select(version => (version.Model, version.Version)).Order().ToList();
        facts.Check(summary.Models.Select(model => (model.Model, model.Version)).Order().SequenceEqual(published), $"The summary of '{summary.RunId}' lists other models than the heads.");
    }

    /// <summary>At the end: every claimed run has ended, and exactly those that were to be published are.</summary>
    public void CheckEnd()
    {
        foreach (var plan in facts.Plans.Where(plan => facts.Claims.ContainsKey(plan.RunId)))
        {
            facts.Check(facts.Summaries.ContainsKey(plan.RunId), $"'{plan.RunId}' has not ended.");
            facts.Check(plan.Tasks.All(task => facts.Commit(plan.RunId, task.Name) is not null), $"'{plan.RunId}' has ended, and not each of its tasks has a record.");
        }

        var expected = facts.Plans.Where(plan => facts.Endings.GetValueOrDefault(plan.RunId)?.Kind == RunEndingKind.Publish).SelectMany(Outputs).ToHashSet();
        facts.Check(expected.SetEquals(facts.Heads[^1].Values.SelectMany(file => file.Versions)), "The heads are not what was published.");
    }

    private IEnumerable<ModelVersion> Outputs(RunPlan plan) => plan.Tasks.SelectMany(task => facts.Commit(plan.RunId, task.Name)?.Outputs ?? []);

    private bool IsCommitted(ModelVersion version) => facts.Commit(version.RunId, version.Task)?.Outputs.Contains(version) == true;
}

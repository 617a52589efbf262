using System.Security.Cryptography;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>What must hold after every step, whatever went wrong before it.</summary>
internal sealed class RegistryRules(RegistryFacts facts)
{
    /// <summary>As little is kept as there may be: the latest version, and what was there a moment ago.</summary>
    public static readonly RetentionPolicy Policy = new() { KeepLast = 1, KeepFor = TimeSpan.Zero };

    /// <summary>A little longer than anything waits to be deleted.</summary>
    public static readonly TimeSpan Night = Policy.SafetyPeriod + TimeSpan.FromHours(1);

    private readonly Dictionary<string, string> _claimants = new(StringComparer.Ordinal);
    private readonly HashSet<(string RunId, int Epoch)> _epochs = [];
    private readonly List<(SimulatedProcess Process, Pool Pool)> _atWork = [];

    /// <summary>One claim for each id: all who are told that they have claimed it have the id of the stored claim.</summary>
    public void CheckClaimant(RunClaim claim)
    {
        var runId = claim.Job.RunId;
        facts.Check(_claimants.TryAdd(runId, claim.ClaimId!) || _claimants[runId] == claim.ClaimId, $"Two claimants of '{runId}': '{_claimants[runId]}' and '{claim.ClaimId}'.");
        facts.Check(facts.Claims[runId].ClaimId == claim.ClaimId, $"'{claim.ClaimId}' was told to have claimed '{runId}', but '{facts.Claims[runId].ClaimId}' has.");
    }

    /// <summary>What the first decision about an occurrence has skipped is never started.</summary>
    public void CheckIsNotSkipped(RunPlan plan) => facts.Check(
        !plan.Scenario.IsScheduled || facts.Decisions.GetValueOrDefault(RegistryFacts.Occurrence(plan)) is { SkippedFor: null },
        $"'{plan.RunId}' was claimed, and its occurrence is not decided, or skipped.");

    /// <summary>No more tasks of a pool are at work at a time than it has slots. Whoever has died works no more.</summary>
    public void CheckBegins(SimulatedProcess process, IReadOnlyList<Pool> pools)
    {
        _atWork.AddRange(pools.Select(pool => (process, pool)));
        _atWork.RemoveAll(work => work.Process.IsDead);
        facts.Check(pools.All(pool => _atWork.Count(work => work.Pool == pool) <= pool.Slots), "More tasks of a pool are at work than it has slots.");
    }

    public void Stopped(SimulatedProcess process, IReadOnlyList<Pool> pools)
    {
        foreach (var pool in pools)
        {
            _atWork.Remove((process, pool));
        }
    }

    public void CheckEpoch(string name, int before, int after) => facts.Check(after > before, $"'{name}' went from {before} to {after}.");

    /// <summary>No two resumes share an epoch.</summary>
    public void CheckRaisedEpoch(string runId, int epoch) => facts.Check(epoch > 1 && _epochs.Add((runId, epoch)), $"Epoch {epoch} of '{runId}' was given out twice.");

    /// <summary>Pins are what one state of the heads, up to now, gives, or what the repeated run had.</summary>
    public void CheckPins(RunPins pins)
    {
        var plan = facts.Plan(pins.RunId);
        if (plan.Repeats is { } repeated && facts.Pins.GetValueOrDefault(repeated.RunId) is { Missing.Count: 0 } earlier)
        {
            facts.Check(pins.Versions.SequenceEqual(earlier.Versions), $"The pins of '{pins.RunId}' are not those of '{repeated.RunId}', which it repeats.");
            return;
        }

        facts.Check(pins.Versions.Concat(pins.Previous).All(IsStored), $"The pins of '{pins.RunId}' name what is gone: {string.Join(", ", pins.Versions)}");
        facts.Check(
            facts.Heads.Exists(heads => IsReading(heads, plan, pins)),
            $"The pins of '{pins.RunId}' are of no single state of the heads: {string.Join(", ", pins.Versions)}; before: {string.Join(", ", pins.Previous)}");
    }

    /// <summary>The newest of each partition that the run reads of a model; and of what it provides the newest of its own partition, or of any if that has none.</summary>
    private static bool IsReading(IReadOnlyDictionary<string, HeadFile> heads, RunPlan plan, RunPins pins)
    {
        var newest = heads.Values.SelectMany(file => file.Versions)
            .Where(version => version.Order.BusinessDate <= plan.BusinessDate)
            .GroupBy(version => (version.Model, version.Partition))
            .Select(versions => versions.MaxBy(version => version.Order)!)
            .OrderByDescending(version => version.Order)
            .ToList();
        var provided = plan.Tasks.SelectMany(task => task.Provides).ToList();
        var read = newest.Where(version => plan.Tasks.Any(task => task.Requires.Contains(version.Model)))
            .Where(version => version.Partition is not null || !provided.Contains(version.Model))
            .Where(version => plan.Pins(version.Model, version.Partition))
            .ToList();
        var before = provided.Select(model => newest.Find(version => version.Model == model && version.Partition == plan.PartitionOf(model)) ?? newest.Find(version => version.Model == model));
        return read.Select(version => version.Id).ToHashSet().SetEquals(pins.Versions)
            && before.OfType<ModelVersion>().Select(version => version.Id).SequenceEqual(pins.Previous)
            && plan.ExternalModels.Except(read.Select(version => version.Model)).SequenceEqual(pins.Missing.Select(missing => missing.Split('[')[0]));
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
        facts.Check(commit.Outputs.All(output => output.Partition == plan.PartitionOf(output.Model)), $"The commit of '{commit.Task}' of '{commit.RunId}' has an output of another partition.");
        facts.Check(commit.Outputs.All(output => facts.HasBlob(output.Blob)), $"The commit of '{commit.Task}' of '{commit.RunId}' has an output without bytes.");
        if (facts.HasEnded(commit.RunId))
        {
            // The record was deleted long after the run, and made again by an attempt that came later still: nobody reads it.
            return;
        }

        facts.Check(facts.Inputs(plan, task)?.SequenceEqual(commit.Inputs) == true, $"The commit of '{commit.Task}' of '{commit.RunId}' has read other versions than its run has.");
    }

    /// <summary>A task of a pack has a record of its own only if that of its pack is there and does not have it.</summary>
    public void CheckIsLeftOpen(TaskCommit commit)
    {
        var plan = facts.Plan(commit.RunId);
        var isPacked = plan.PackOf(plan.Tasks.Single(task => task.Name == commit.Task)).Count > 0;
        facts.Check(!isPacked || facts.StoredPacks.GetValueOrDefault(commit.RunId) is { } pack && pack.Find(commit.Task) is null, $"'{commit.Task}' of '{commit.RunId}' has a record of its own beside that of its pack.");
    }

    /// <summary>Immutable, under the hash of its content, in order, and of committed versions only.</summary>
    public void CheckHeadFile(string name, HeadFile file, ReadOnlySpan<byte> content)
    {
        facts.Check(name == $"heads/{file.Model}/{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}.json", $"'{name}' is not named by its content.");
        var merged = file.Versions.DistinctBy(version => (version.Version, version.Order)).OrderBy(version => version.Partition, StringComparer.Ordinal).ThenByDescending(version => version.Order);
        facts.Check(merged.SequenceEqual(file.Versions), $"'{name}' is not in order, or has a version twice.");
        facts.Check(file.Versions.All(IsCommitted), $"'{name}' has a version that no commit record has.");
    }

    /// <summary>All or none of a run, only of runs whose ending is to publish, and nothing that was listed is gone, but what retention may take off.</summary>
    public void CheckHeads(IReadOnlyDictionary<string, HeadFile> before, IReadOnlyDictionary<string, HeadFile> after)
    {
        foreach (var lost in before.Values.SelectMany(file => file.Versions).Except(after.Values.SelectMany(file => file.Versions)))
        {
            facts.Check(MayBeUnlisted(lost, after.GetValueOrDefault(lost.Model)?.Versions ?? []), $"Published versions are gone: {lost.Id} with {lost.Order}.");
            facts.Unlisted.Add((lost.Version, lost.Order));
        }

        CheckView(after);
        CheckForced(before, after);
        facts.Check(after.Values.SelectMany(file => file.Versions).All(version => IsStored(version.Id)), "The heads list what is gone.");
        foreach (var run in after.Values.SelectMany(file => file.Versions).Select(version => version.Order.RunId).Distinct(StringComparer.Ordinal))
        {
            facts.Check(facts.Endings.GetValueOrDefault(run)?.Kind == RunEndingKind.Publish, $"Versions of '{run}' are visible, and its ending is {facts.Endings.GetValueOrDefault(run)?.Kind.ToString() ?? "open"}.");
        }
    }

    /// <summary>The bytes of a version are not deleted before its record.</summary>
    public void CheckBlobIsNotNamed(string name)
    {
        var naming = facts.StoredCommits.Values.FirstOrDefault(commit => commit.Outputs.Any(output => output.Blob == name));
        facts.Check(naming is null, $"'{name}' was deleted, and '{naming?.Task}' of '{naming?.RunId}' names it.");
    }

    public void CheckListIsNotNamed(string name) => facts.Check(!facts.IsNamedByRoot(name), $"'{name}' was deleted, and the root names it.");

    /// <summary>A record stays as long as it is of a run that goes on or has just ended, or is listed, or pinned by such a run, or something of these was made from it.</summary>
    public void CheckCommitIsNotNeeded((string RunId, string Task) commit) =>
        facts.Check(!Needed().Contains(commit), $"The record of '{commit.Task}' of '{commit.RunId}' was deleted, and is needed.");

    public bool IsNeeded(string commitName)
    {
        var needed = Needed();
        var runId = commitName.Split('/')[1];
        return commitName.Contains("/packs/", StringComparison.Ordinal)
            ? facts.StoredPacks[runId].Tasks.Any(task => needed.Contains((runId, task.Task)))
            : needed.Contains((runId, Path.GetFileNameWithoutExtension(commitName)));
    }

    /// <summary>When nothing happens any more, what nobody needs is gone, after a few days.</summary>
    public void CheckCollected()
    {
        var needed = Needed();
        var needless = facts.StoredCommits.Keys.Except(needed).Where(commit => !IsHeldByItsPack(commit, needed)).ToList();
        facts.Check(needless.Count == 0 && needed.IsSubsetOf(facts.StoredCommits.Keys), $"Records are left that nobody needs: {string.Join(", ", needless)}");
        var blobs = facts.StoredCommits.Values.SelectMany(commit => commit.Outputs).Select(output => output.Blob).ToHashSet(StringComparer.Ordinal);
        facts.Check(blobs.SetEquals(facts.Names("models/")), "Bytes are left that no record names.");
        facts.Check(facts.Names("heads/").Count == facts.Heads[^1].Count + (facts.Heads.Count > 1 ? 1 : 0), "Lists are left that the root does not name.");
    }

    private bool IsHeldByItsPack((string RunId, string Task) commit, HashSet<(string RunId, string Task)> needed) =>
        facts.StoredPacks.GetValueOrDefault(commit.RunId)?.Find(commit.Task) is not null && needed.Any(kept => kept.RunId == commit.RunId);

    private HashSet<(string RunId, string Task)> Needed()
    {
        var recent = facts.Claims.Keys.Where(run => facts.Summaries.GetValueOrDefault(run) is not { } summary || !IsOld(summary)).ToHashSet(StringComparer.Ordinal);
        var open = new Stack<(string RunId, string Task)>(facts.StoredCommits.Keys.Where(commit => recent.Contains(commit.RunId)));
        foreach (var version in facts.Heads[^1].Values.SelectMany(file => file.Versions))
        {
            open.Push((version.Order.RunId, version.Task));
        }

        foreach (var pin in recent.Select(run => facts.Pins.GetValueOrDefault(run)).OfType<RunPins>().SelectMany(pins => pins.Versions.Concat(pins.Previous)))
        {
            open.Push((pin.RunId, pin.Task));
        }

        var needed = new HashSet<(string RunId, string Task)>();
        while (open.TryPop(out var next))
        {
            if (facts.StoredCommits.TryGetValue(next, out var commit) && needed.Add(next))
            {
                foreach (var source in commit.Inputs.Select(input => (input.RunId, input.Task)).Concat(commit.Outputs.Select(output => (output.RunId, output.Task))))
                {
                    open.Push(source);
                }
            }
        }

        return needed;
    }

    private bool IsOld(RunDocument summary) => facts.Now - summary.StartedAt.AddMilliseconds(summary.DurationMs!.Value) >= Policy.SafetyPeriod;

    /// <summary>Only long after the run, and only what is not the newest of its partition, or has a newer entry.</summary>
    private bool MayBeUnlisted(ModelVersion lost, IReadOnlyList<ModelVersion> left)
    {
        var newer = left.Where(version => version.Partition == lost.Partition && version.Order.CompareTo(lost.Order) > 0).Select(version => version.Version).Distinct(StringComparer.Ordinal).ToList();
        return facts.Summaries.GetValueOrDefault(lost.Order.RunId) is { } summary
            && IsOld(summary)
            && (lost.ForcedAt is not { } forcedAt || facts.Now - forcedAt >= Policy.SafetyPeriod)
            && (newer.Count >= Policy.KeepLast || newer.Contains(lost.Version));
    }

    /// <summary>Who publishes by force puts all models of a run first in their partitions, at once; each right behind what was first there, so that it is newer again when it comes later.</summary>
    private void CheckForced(IReadOnlyDictionary<string, HeadFile> before, IReadOnlyDictionary<string, HeadFile> after)
    {
        var forced = after.Values.SelectMany(file => file.Versions).Except(before.Values.SelectMany(file => file.Versions)).Where(version => version.ForcedAt is not null).ToList();
        if (forced.Count == 0)
        {
            return;
        }

        var first = after.Values.SelectMany(file => file.Heads()).Select(version => version.Version).ToHashSet(StringComparer.Ordinal);
        facts.Check(forced.TrueForAll(version => first.Contains(version.Version)), "What was published by force is not first.");
        facts.Check(
            forced.TrueForAll(version => before[version.Model].Heads().Any(head => head.Partition == version.Partition && head.Order.BusinessDate == version.Order.BusinessDate)),
            "What was published by force is not right behind what was first.");
        facts.Check(
            facts.Plans.Any(plan => Outputs(plan).Select(output => output.Version).ToHashSet(StringComparer.Ordinal) is var outputs && outputs.IsSubsetOf(first) && forced.TrueForAll(version => outputs.Contains(version.Version))),
            "Only a part of a run was published by force.");
    }

    private bool IsStored(VersionId id) =>
        facts.StoredCommits.GetValueOrDefault((id.RunId, id.Task))?.Outputs.FirstOrDefault(output => output.Version == id.Version) is { } version && facts.HasBlob(version.Blob);

    /// <summary>Who is told that a run is published finds it in the heads.</summary>
    public void CheckIsPublished(RunPlan plan) =>
        facts.Check(Outputs(plan).All(output => facts.Unlisted.Contains((output.Version, output.Order)) || facts.Heads[^1].Values.Any(file => file.Versions.Contains(output))), $"'{plan.RunId}' was said to be published, and is not.");

    /// <summary>What a reader sees of a run is all of it or nothing, but for what retention has taken off.</summary>
    public void CheckView(IReadOnlyDictionary<string, HeadFile> heads)
    {
        var listed = heads.Values.SelectMany(file => file.Versions).Where(version => version.ForcedAt is null).ToLookup(version => version.Order.RunId, StringComparer.Ordinal);
        foreach (var run in listed)
        {
            var outputs = Outputs(facts.Plan(run.Key)).ToHashSet();
            facts.Check(outputs.IsSupersetOf(run) && outputs.Except(run).All(output => facts.Unlisted.Contains((output.Version, output.Order))), $"A part of the outputs of '{run.Key}' is visible: {string.Join(", ", run.Select(version => version.Model))}.");
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

        var published = facts.Heads[^1].Values.SelectMany(file => file.Versions).Where(version => version.Order.RunId == summary.RunId).Select(version => (version.Model, version.Version)).Distinct().Order().ToList();
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
        var listed = facts.Heads[^1].Values.SelectMany(file => file.Versions).Where(version => version.ForcedAt is null).ToHashSet();
        facts.Check(expected.IsSupersetOf(listed) && expected.Except(listed).All(version => facts.Unlisted.Contains((version.Version, version.Order))), "The heads are not what was published.");
    }

    private IEnumerable<ModelVersion> Outputs(RunPlan plan) => plan.Tasks.SelectMany(task => facts.Commit(plan.RunId, task.Name)?.Outputs ?? []);

    private bool IsCommitted(ModelVersion version) =>
        facts.Commit(version.Order.RunId, version.Task)?.Outputs.Any(output => output == version || (version.ForcedAt is not null && output == version with { Order = output.Order, ForcedAt = null })) == true;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Core.Partitions;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Protocols that look right and are not. The rules must catch each of them.</summary>
internal static class FaultyPrograms
{
    private static bool IsCommit(string name) => name.Contains("/commits/", StringComparison.Ordinal) || name.Contains("/packs/", StringComparison.Ordinal);

    /// <summary>Takes an earlier claim of the same request for its own put, retried after a lost answer.</summary>
    internal sealed class ClaimsByRequest(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override ClaimOutcome Judge(ClaimResult result, RunClaim claim) =>
            result.Outcome == ClaimOutcome.SameRequest ? ClaimOutcome.Claimed : result.Outcome;
    }

    /// <summary>Believes its own outcome, whoever put the record.</summary>
    internal sealed class KeepsItsOutcome(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<TaskCommit> CommitAsync(TaskCommit commit)
        {
            await Records.CommitAsync(commit);
            return commit;
        }
    }

    /// <summary>Resolves what it reads from elsewhere whenever it is asked.</summary>
    internal sealed class PinsAnew(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunPins> PinAsync(RunClaim claim)
        {
            await base.PinAsync(claim);
            var other = claim with { Job = claim.Job with { RunId = $"{claim.Job.RunId}-{Guid.NewGuid():N}" } };
            var pins = await new RunRecords(new InMemoryObjectStore(), Process.Time).PinAsync(other, Models);
            return pins with { RunId = claim.Job.RunId };
        }
    }

    /// <summary>Publishes, then decides that it does.</summary>
    internal sealed class PublishesBeforeDeciding(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunEnding> PublishAsync(RunClaim claim)
        {
            await Models.PublishAsync(await OutputsAsync(claim));
            return await Records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, null);
        }
    }

    /// <summary>Decides to publish without a look at the tasks.</summary>
    internal sealed class DecidesBeforeReading(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error)
        {
            await Records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, null);
            return await base.FinishAsync(claim, kind, error);
        }
    }

    /// <summary>Swaps the root once for each model.</summary>
    internal sealed class PublishesModelByModel(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunEnding> PublishAsync(RunClaim claim)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, null);
            if (ending.Kind == RunEndingKind.Publish)
            {
                foreach (var version in await OutputsAsync(claim))
                {
                    await Models.PublishAsync([version]);
                }
            }

            return ending;
        }
    }

    /// <summary>Puts its own version in place of the list.</summary>
    internal sealed class PublishesWithoutMerge(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunEnding> PublishAsync(RunClaim claim)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, null);
            while (ending.Kind == RunEndingKind.Publish && !await TryReplaceHeadsAsync(await OutputsAsync(claim)))
            {
                // Another publish was faster.
            }

            return ending;
        }

        private async Task<bool> TryReplaceHeadsAsync(IEnumerable<ModelVersion> versions)
        {
            var store = Process.Store;
            var current = await store.TryReadAsync("heads/root.json");
            var root = current is null ? new HeadsRoot(1, []) : JsonSerializer.Deserialize<HeadsRoot>(current.Content.Span, RegistryJson.Options)!;
            foreach (var version in versions)
            {
                var content = JsonSerializer.SerializeToUtf8Bytes(HeadFile.Of(version), RegistryJson.Options);
                var name = $"heads/{version.Model}/{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}.json";
                await store.TryCreateAsync(name, content);
                root.HeadFiles[version.Model] = name;
            }

            var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(root, RegistryJson.Options));
            return current is null ? await store.TryCreateAsync("heads/root.json", bytes) : await store.TryReplaceAsync("heads/root.json", bytes, current.ETag);
        }
    }

    /// <summary>Leaves the tasks without a record as they are.</summary>
    internal sealed class FinishesWithoutTombstones(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, kind, null);
            var commits = await Records.FindCommitsAsync(claim);
            if (ending.Kind == RunEndingKind.Publish || !commits.Contains(null))
            {
                return await base.FinishAsync(claim, kind, error);
            }

            var skipped = claim.Snapshot.Tasks.Zip(commits, (task, commit) => commit ?? new TaskCommit(1, claim.Job.RunId, task.Name, 1, 0, "", RunStatus.Skipped, null, [], [], [], Process.Time.GetUtcNow(), Process.Time.GetUtcNow()));
            return await Records.FinishAsync(RunDocuments.Ended(claim, ending, error, [.. skipped.Select(EndedTask.Of)], Process.Time.GetUtcNow()));
        }
    }

    /// <summary>Takes the decision to publish for the publishing.</summary>
    internal sealed class FinishesWithoutPublishing(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, kind, null);
            if (ending.Kind != RunEndingKind.Publish)
            {
                return await base.FinishAsync(claim, kind, error);
            }

            var commits = await Records.FindCommitsAsync(claim);
            return await Records.FinishAsync(RunDocuments.Ended(claim, ending, error, [.. commits.Select(commit => EndedTask.Of(commit!))], Process.Time.GetUtcNow()));
        }
    }

    /// <summary>Lists versions that it was told to publish, however long ago its run has ended.</summary>
    internal sealed class PublishesAfterTheEnd(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunEnding> PublishAsync(RunClaim claim)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, RunEndingKind.Publish, null);
            if (ending.Kind == RunEndingKind.Publish)
            {
                await Models.PublishAsync(await OutputsAsync(claim));
            }

            return ending;
        }
    }

    /// <summary>Publishes by force model by model.</summary>
    internal sealed class ForcesModelByModel(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task ForcePublishAsync(RunClaim claim)
        {
            foreach (var version in await OutputsAsync(claim))
            {
                await Models.ForceAsync([version]);
            }
        }
    }

    /// <summary>Deletes what it has just marked.</summary>
    internal sealed class CollectsWithoutGrace(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { MarksLookOlderBy = RegistryRules.Night };

        public override async Task CollectAsync()
        {
            await base.CollectAsync();
            await base.CollectAsync();
        }
    }

    /// <summary>Deletes what only pins name.</summary>
    internal sealed class CollectsWithoutPins(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { Hides = name => name.EndsWith("/pins.json", StringComparison.Ordinal) };
    }

    /// <summary>Deletes what only records of runs name that go on.</summary>
    internal sealed class CollectsWithoutLiveCommits(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { Hides = name => IsCommit(name) && !Facts.HasEnded(name.Split('/')[1]) };
    }

    /// <summary>Deletes the bytes, then the record.</summary>
    internal sealed class CollectsBlobsBeforeRecords(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { Hides = name => IsCommit(name) && !Facts.Rules.IsNeeded(name) };
    }

    /// <summary>Overwrites what was published while it took versions off the lists.</summary>
    internal sealed class UnlistsWithoutETag(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { IgnoresETags = true };
    }

    /// <summary>Gives up a task of a pack as if it ran by itself.</summary>
    internal sealed class GivesUpTasksOfPacksAlone(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error)
        {
            var ending = await Records.DecideEndingAsync(claim.Job.RunId, kind, null);
            if (ending.Kind != RunEndingKind.Publish)
            {
                foreach (var (task, commit) in claim.Snapshot.Tasks.Zip(await Records.FindCommitsAsync(claim)).Where(pair => pair.Second is null))
                {
                    await Closing.GiveUpAsync(claim.Job.RunId, new GivenUpTask(task.Name, RunStatus.Skipped));
                }
            }

            return await base.FinishAsync(claim, kind, error);
        }
    }

    /// <summary>Believes its own outcomes of a pack, whoever put the record.</summary>
    internal sealed class KeepsItsPack(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<PackCommit> CommitAsync(PackCommit commit)
        {
            await Records.CommitAsync(commit);
            return commit;
        }
    }

    /// <summary>Reads the heads once for whole models and once for partitions.</summary>
    internal sealed class PinsPartitionsApart(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<RunPins> PinAsync(RunClaim claim)
        {
            if (await Records.FindPinsAsync(claim.Job.RunId) is { } earlier)
            {
                return earlier;
            }

            var whole = await Records.ResolvePinsAsync(claim, Models);
            var partitions = await Records.ResolvePinsAsync(claim, Models);
            var pins = whole with { Versions = [.. whole.Versions.Where(version => version.Partition is null), .. partitions.Versions.Where(version => version.Partition is not null)] };
            await Process.Store.TryCreateAsync($"runs/{claim.Job.RunId}/pins.json", JsonSerializer.SerializeToUtf8Bytes(pins, RegistryJson.Options));
            return await base.PinAsync(claim);
        }
    }

    /// <summary>Reads all partitions of which it reads some.</summary>
    internal sealed class PinsBeyondTheRange(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override Task<RunPins> PinAsync(RunClaim claim)
        {
            var all = claim.Snapshot.Tasks.Select(task => task.Ranges is null ? task : task with { Ranges = new(task.Ranges.ToDictionary(range => range.Key, _ => new PartitionInterval(null, null)), StringComparer.Ordinal) });
            return base.PinAsync(claim with { Snapshot = claim.Snapshot with { Tasks = [.. all] } });
        }
    }

    /// <summary>Takes over the latest version, whatever it is a part of.</summary>
    internal sealed class AdoptsAnyPartition(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override ModelVersion? Adoptable(HeadFile list, string? partition) => list.Latest;
    }

    /// <summary>Puts a version before all others of its model, not of its partition.</summary>
    internal sealed class ForcesBeforeAllPartitions(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task ForcePublishAsync(RunClaim claim)
        {
            await base.ForcePublishAsync(claim);
            var outputs = await OutputsAsync(claim);
            await Models.UnlistAsync(list => outputs.FirstOrDefault(output => output.Model == list.Model) is { } output ? Forced(list, output) : list, default);
        }

        private HeadFile Forced(HeadFile list, ModelVersion output) => list.Latest.Version == output.Version
            ? list
            : list.Merge(output with { Order = list.Latest.Order with { RunStartedAt = list.Latest.Order.RunStartedAt.AddTicks(1), RunId = output.Order.RunId }, ForcedAt = Process.Time.GetUtcNow() });
    }

    /// <summary>Keeps the newest version of each model, not of each partition.</summary>
    internal sealed class UnlistsOtherPartitions(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        public override async Task CollectAsync()
        {
            await base.CollectAsync();
            await Models.UnlistAsync(
                list => list.Versions.Where(version => version == list.Latest || !Facts.HasEnded(version.Order.RunId)).ToList() is var kept && kept.Count < list.Versions.Count ? list with { Versions = kept } : list,
                default);
        }
    }

    /// <summary>Ends the orchestration, then decides that it does.</summary>
    internal sealed class TerminatesBeforeDeciding(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        public override async Task TerminateAsync(RunPlan plan)
        {
            StopDrivers(plan);
            await base.TerminateAsync(plan);
        }
    }

    /// <summary>Writes the record as cancelled, whatever was decided.</summary>
    internal sealed class TerminatesWhatPublishes(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        public override async Task TerminateAsync(RunPlan plan)
        {
            var ending = await DecideToTerminateAsync(plan);
            if (ending.Kind != RunEndingKind.Publish)
            {
                await base.TerminateAsync(plan);
                return;
            }

            StopDrivers(plan);
            var claim = Facts.Claims[plan.RunId];
            var commits = await Records.FindCommitsAsync(claim);
            await Records.FinishAsync(RunDocuments.Ended(claim, ending with { Kind = RunEndingKind.Cancel }, null, [.. commits.Select(commit => EndedTask.Of(commit!))], Process.Time.GetUtcNow()));
        }
    }

    /// <summary>Works although there is no slot.</summary>
    internal sealed class WorksWithoutSlots(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<HeldSlots?> TakeSlotsAsync(IReadOnlyList<Pool> pools) => await base.TakeSlotsAsync(pools) ?? new HeldSlots([]);
    }

    /// <summary>Works on although it has lost its slot.</summary>
    internal sealed class WorksOnWithoutItsSlots(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override CancellationToken Lost(HeldSlots slots) => CancellationToken.None;
    }

    /// <summary>Believes its own decision about an occurrence, whoever decided first.</summary>
    internal sealed class KeepsItsDecision(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override async Task<bool> AllowsAsync(RunPlan plan)
        {
            var open = await FindOpenRunAsync(plan);
            await Decisions.DecideAsync(plan.Pipeline, RunPlan.Schedule, plan.Occurrence, open);
            return open is null;
        }
    }

    /// <summary>Deletes what a kept version was made from.</summary>
    internal sealed class CollectsInputs(RegistryWorld world, SimulatedProcess process) : RunProgram(world, process)
    {
        protected override IObjectStore CollectedStore => new DistortedObjectStore(Process.Store) { Changes = text => Inputs.Replace(text, "\"inputs\":[]") };

        private static Regex Inputs { get; } = new("\"inputs\":\\[[^\\]]*\\]", RegexOptions.ExplicitCapture, Timeout.InfiniteTimeSpan);
    }
}

using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>The model test can fail: it finds what is wrong with protocols that are nearly right.</summary>
public sealed class FaultyProtocolTests
{
    private const int MaxSchedules = 3000;

    public static TheoryData<string, string> Faults => new()
    {
        { nameof(FaultyPrograms.ClaimsByRequest), "Two claimants|to have claimed" },
        { nameof(FaultyPrograms.KeepsItsOutcome), "A participant was told another 'runs/" },
        { nameof(FaultyPrograms.KeepsItsPack), "A participant was told another 'runs/" },
        { nameof(FaultyPrograms.GivesUpTasksOfPacksAlone), "beside that of its pack" },
        { nameof(FaultyPrograms.PinsAnew), "pins.json" },
        { nameof(FaultyPrograms.PublishesBeforeDeciding), "are visible, and its ending is" },
        { nameof(FaultyPrograms.DecidesBeforeReading), "has tasks that have not succeeded" },
        { nameof(FaultyPrograms.PublishesModelByModel), "A part of the outputs" },
        { nameof(FaultyPrograms.PublishesWithoutMerge), "Published versions are gone" },
        { nameof(FaultyPrograms.FinishesWithoutTombstones), "and its record says nothing" },
        { nameof(FaultyPrograms.FinishesWithoutPublishing), "lists other models than the heads" },
        { nameof(FaultyPrograms.PublishesAfterTheEnd), "The heads list what is gone|has a version that no commit record has" },
        { nameof(FaultyPrograms.ForcesModelByModel), "published by force" },
        { nameof(FaultyPrograms.CollectsWithoutGrace), "is gone|without bytes|names it" },
        { nameof(FaultyPrograms.CollectsWithoutPins), "was deleted, and is needed" },
        { nameof(FaultyPrograms.CollectsWithoutLiveCommits), "names it" },
        { nameof(FaultyPrograms.CollectsBlobsBeforeRecords), "names it|Records are left" },
        { nameof(FaultyPrograms.UnlistsWithoutETag), "Published versions are gone" },
        { nameof(FaultyPrograms.CollectsInputs), "was deleted, and is needed" },
        { nameof(FaultyPrograms.PinsPartitionsApart), "of no single state of the heads" },
        { nameof(FaultyPrograms.PinsBeyondTheRange), "of no single state of the heads" },
        { nameof(FaultyPrograms.AdoptsAnyPartition), "an output of another partition" },
        { nameof(FaultyPrograms.ForcesBeforeAllPartitions), "not right behind what was first" },
        { nameof(FaultyPrograms.UnlistsOtherPartitions), "Published versions are gone" },
        { nameof(FaultyPrograms.TerminatesBeforeDeciding), "has not ended" },
        { nameof(FaultyPrograms.TerminatesWhatPublishes), "says Cancelled, and its ending is Publish" },
        { nameof(FaultyPrograms.WorksWithoutSlots), "More tasks of a pool" },
        { nameof(FaultyPrograms.WorksOnWithoutItsSlots), "More tasks of a pool" },
        { nameof(FaultyPrograms.KeepsItsDecision), "is not decided, or skipped" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyProtocol_ManySchedules_IsCaught(string fault, string rule)
    {
        var type = typeof(FaultyPrograms).GetNestedType(fault, System.Reflection.BindingFlags.NonPublic)!;
        var violation = FirstViolation(() => new SimulatedStorage(), (world, process) => (RunProgram)Activator.CreateInstance(type, world, process)!);
        Assert.NotNull(violation);
        Assert.True(Array.Exists(rule.Split('|'), part => violation.Contains(part, StringComparison.Ordinal)), violation);
    }

    [Theory]
    [InlineData("claim.json", "A record was overwritten")]
    [InlineData("commits/", "A record was overwritten")]
    [InlineData("packs/", "A record was overwritten")]
    [InlineData("ending.json", "A record was overwritten")]
    [InlineData("summary.json", "A record was overwritten")]
    [InlineData("epoch.json", "epoch.json' went from")]
    [InlineData("heads/root.json", "Published versions are gone")]
    [InlineData("schedules/", "A record was overwritten")]
    [InlineData("pools/", "More tasks of a pool")]
    public void UnconditionalPut_ManySchedules_IsCaught(string names, string rule)
    {
        var violation = FirstViolation(
            () => new SimulatedStorage { IgnoresConditions = name => name.Contains(names, StringComparison.Ordinal) },
            (world, process) => new RunProgram(world, process));
        Assert.NotNull(violation);
        Assert.Contains(rule, violation, StringComparison.Ordinal);
    }

    private static string? FirstViolation(Func<SimulatedStorage> storage, Func<RegistryWorld, SimulatedProcess, RunProgram> program)
    {
        foreach (var scenario in ScenarioGenerator.Samples(MaxSchedules))
        {
            try
            {
                new RegistryWorld(scenario, program, storage()).Play();
            }
            catch (ModelViolationException exception)
            {
                return exception.Message;
            }
        }

        return null;
    }
}

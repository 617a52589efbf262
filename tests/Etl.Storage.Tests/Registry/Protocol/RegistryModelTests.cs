using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Tests.Registry.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>
/// Plays the protocol under schedules with crashes, lost answers, repeated and late deliveries, and checks its rules at every step.
/// A failure prints the simplest schedule found, its steps, and "Replay directly at failing step with (SEED,GAMMA,SIZE)": set
/// ETL_REGISTRY_REPLAY=SEED,GAMMA,SIZE to repeat it. ETL_REGISTRY_SCHEDULES=N plays more of them.
/// </summary>
public sealed class RegistryModelTests
{
    private const int Schedules = 3000;

    [Fact]
    public void Protocol_NewSchedules_KeepsItsRules()
    {
        var config = Config.QuickThrowOnFailure.WithStartSize(50).WithEndSize(50).WithMaxTest(Schedules).WithQuietOnSuccess(true);
        if (Environment.GetEnvironmentVariable("ETL_REGISTRY_SCHEDULES") is { Length: > 0 } schedules)
        {
            config = config.WithMaxTest(int.Parse(schedules));
        }

        if (Environment.GetEnvironmentVariable("ETL_REGISTRY_REPLAY") is { Length: > 0 } replay)
        {
            var parts = replay.Trim('(', ')').Split(',');
            config = config.WithMaxTest(1).WithReplay(new Replay(new Rnd(ulong.Parse(parts[0]), ulong.Parse(parts[1])), int.Parse(parts[2])));
        }

        Check.One(config, Prop.ForAll(ScenarioGenerator.Scenarios, scenario => { Play(scenario); }));
    }

    [Fact]
    public void Schedules_AFewHundred_ReachEveryFateAndEnding()
    {
        var worlds = ScenarioGenerator.Samples(300).Select(Play).ToList();
        Assert.All(Enum.GetValues<Fate>(), fate => Assert.True(worlds.Count(world => world.Met.ContainsKey(fate)) >= 20, $"{fate} is met too seldom."));
        Assert.All(Enum.GetValues<RunEndingKind>(), kind => Assert.True(worlds.Count(world => world.Facts.Endings.Values.Any(ending => ending.Kind == kind)) >= 20, $"{kind} is met too seldom."));
        Assert.All<RunStatus>([RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled, RunStatus.Skipped], status =>
            Assert.True(worlds.Count(world => world.Facts.Commits.Values.Any(commit => commit.Status == status)) >= 20, $"Tasks that are {status} are met too seldom."));
        Assert.True(worlds.Count(world => world.Adopted > 0) >= 20, "Attempts that come too late are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Heads.Count > 2) >= 20, "Several publishes are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.WasRefused("heads/root.json")) >= 10, "Publishes that are faster than others are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Unlisted.Count > 0) >= 20, "Versions that retention takes off are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.StoredCommits.Count < world.Facts.Commits.Count) >= 20, "Deleted records are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.WasMeanwhileDeleted("runs/")) >= 3, "Records that are deleted while runs go on are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Commits.Values.Any(commit => commit.Status == RunStatus.Reused)) >= 20, "Versions that are taken over are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Heads[^1].Values.Any(file => file.Versions.Any(version => version.ForcedAt is not null))) >= 10, "Publishing by force is met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count == 2)) >= 20, "Packs are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count < 2)) >= 20, "Packs that leave a task open are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count > 0 && pack.Tasks.All(task => !task.Status.IsSuccess()))) >= 10, "Packs that are given up are met too seldom.");
        Assert.True(worlds.Count(world => world.Facts.Pins.Values.Any(pins => pins.Versions.Count > 0)) >= 20, "Pinned versions are met too seldom.");
    }

    [Fact]
    public void Schedule_PlayedTwice_TakesTheSameSteps() =>
        Assert.All(ScenarioGenerator.Samples(20), scenario => Assert.Equal(Play(scenario).Trace, Play(scenario).Trace));

    private static RegistryWorld Play(Scenario scenario)
    {
        var world = new RegistryWorld(scenario, (world, process) => new RunProgram(world, process), new SimulatedStorage());
        world.Play();
        return world;
    }
}

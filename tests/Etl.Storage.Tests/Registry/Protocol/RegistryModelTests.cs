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
        List<(string What, int AtLeast, Func<RegistryWorld, bool> IsMet)> expected =
        [
            .. Enum.GetValues<Fate>().Select(fate => ($"{fate}", 20, (Func<RegistryWorld, bool>)(world => world.Met.ContainsKey(fate)))),
            .. Enum.GetValues<RunEndingKind>().Select(kind => ($"{kind}", 20, (Func<RegistryWorld, bool>)(world => world.Facts.Endings.Values.Any(ending => ending.Kind == kind)))),
            .. new[] { RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled, RunStatus.Skipped, RunStatus.Reused }.Select(status =>
                ($"Tasks that are {status}", 20, (Func<RegistryWorld, bool>)(world => world.Facts.Commits.Values.Any(commit => commit.Status == status)))),
            ("Attempts that come too late", 20, world => world.Adopted > 0),
            ("Several publishes", 20, world => world.Facts.Heads.Count > 2),
            ("Publishes that are faster than others", 10, world => world.Facts.WasRefused("heads/root.json")),
            ("Versions that retention takes off", 20, world => world.Facts.Unlisted.Count > 0),
            ("Deleted records", 20, world => world.Facts.StoredCommits.Count < world.Facts.Commits.Count),
            ("Records that are deleted while runs go on", 3, world => world.Facts.WasMeanwhileDeleted("runs/")),
            ("Publishing by force", 10, world => world.Facts.Heads[^1].Values.Any(file => file.Versions.Any(version => version.ForcedAt is not null))),
            ("Packs", 20, world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count == 2)),
            ("Packs that leave a task open", 20, world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count < 2)),
            ("Packs that are given up", 10, world => world.Facts.Packs.Values.Any(pack => pack.Tasks.Count > 0 && pack.Tasks.All(task => !task.Status.IsSuccess()))),
            ("Pinned ranges of partitions", 10, world => world.Facts.Pins.Values.Any(pins => pins.Versions.DistinctBy(pin => pin.Model).Count() < pins.Versions.Count)),
            ("Missing partitions", 5, world => world.Facts.Pins.Values.Any(pins => pins.Missing.Any(missing => missing.Contains('[')))),
            ("Several partitions", 20, world => world.Facts.Heads[^1].Values.Any(file => file.Heads().Count() > 1)),
            ("Terminated runs", 10, world => world.Facts.Plans.Any(world.WasStopped)),
            ("Full pools", 20, world => world.WaitedForSlots > 0),
            ("Lost slots", 20, world => world.LostSlots > 0),
            ("Occurrences that are started", 20, world => world.Facts.Decisions.Values.Any(decision => decision.SkippedFor is null)),
            ("Occurrences that are skipped", 20, world => world.Facts.Decisions.Values.Any(decision => decision.SkippedFor is not null)),
            ("Pinned versions", 20, world => world.Facts.Pins.Values.Any(pins => pins.Versions.Count > 0)),
        ];
        var worlds = ScenarioGenerator.Samples(300).Select(Play).ToList();
        var met = expected.ConvertAll(expected => (expected.What, expected.AtLeast, Count: worlds.Count(expected.IsMet)));
        Assert.True(met.TrueForAll(what => what.Count >= what.AtLeast), string.Join(Environment.NewLine, met.Select(what => $"{what.What}: {what.Count}, at least {what.AtLeast}")));
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

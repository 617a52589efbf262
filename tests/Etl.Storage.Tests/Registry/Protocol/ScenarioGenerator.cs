using Etl.Storage.Tests.Registry.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Makes scenarios, and simpler ones of a scenario that fails.</summary>
internal static class ScenarioGenerator
{
    private const int MaxStretches = 12;
    private const int MaxStretchLength = 40;

    public static Arbitrary<Scenario> Scenarios { get; } = Arb.From(Generate(), Shrink);

    /// <summary>Always the same ones.</summary>
    public static IEnumerable<Scenario> Samples(int count) => Scenarios.Generator.Sample(count, new Rnd(20261122, 1), 50);

    private static Gen<Scenario> Generate() => Gen.Frequency((8, Generate(AnyRuns(), minCollections: 0)), (1, Generate(SleepingReader(), minCollections: 4)), (1, Generate(Publishers(), minCollections: 2)), (1, Generate(PartitionReader(), minCollections: 0)));

    private static Gen<RunScenario[]> AnyRuns() =>
        from runCount in Gen.Elements(1, 2, 2, 3, 3, 3)
        from runs in Gen.ArrayOf(Run(), runCount)
        select runs;

    /// <summary>A run sleeps on versions that it has pinned, while others publish newer ones.</summary>
    private static Gen<RunScenario[]> SleepingReader() =>
        from runs in Gen.ArrayOf(Run(), 3)
        from pausedNights in Gen.Choose(3, 4)
        select new[]
        {
            Undisturbed(runs[0]) with { IsConsumer = false, Day = 1, AfterNights = 0 },
            Undisturbed(runs[1]) with { IsConsumer = true, Day = 3, AfterNights = 0, PausedNights = pausedNights },
            Undisturbed(runs[2]) with { IsConsumer = false, Day = 2, AfterNights = 1, PausedNights = 0 },
        };

    /// <summary>A run publishes while an older one is about to be taken off the lists.</summary>
    private static Gen<RunScenario[]> Publishers() =>
        from runs in Gen.ArrayOf(Run(), 3)
        select new[]
        {
            Undisturbed(runs[0]) with { IsConsumer = false, AfterNights = 0 },
            Undisturbed(runs[1]) with { IsConsumer = false, AfterNights = 0 },
            Undisturbed(runs[2]) with { IsConsumer = false, AfterNights = 1, PausedNights = 0 },
        };

    /// <summary>A run reads two partitions, while the second of them is published.</summary>
    private static Gen<RunScenario[]> PartitionReader() =>
        from runs in Gen.ArrayOf(Run(), 3)
        select new[]
        {
            Undisturbed(runs[0]) with { IsConsumer = false, Day = 1, Partition = 1, AfterNights = 0 },
            Undisturbed(runs[1]) with { IsConsumer = false, Partition = 2, AfterNights = 0 },
            Undisturbed(runs[2]) with { IsConsumer = true, Day = 3, Partition = 2, ReadsOwn = false, AfterNights = 0 },
        };

    private static RunScenario Undisturbed(RunScenario run) => run with { Cancels = 0, Terminates = 0, IsScheduled = false, FailingTask = 9, PausedNights = 0, Adopts = AdoptionSource.None };

    private static Gen<Scenario> Generate(Gen<RunScenario[]> someRuns, int minCollections) =>
        from runs in someRuns
        from readers in Gen.Choose(0, 2)
        from collections in minCollections > 0 ? Gen.Choose(minCollections, 6) : Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(1, 6)))
        from quietNights in collections == 0 ? Gen.Constant(0) : Gen.Choose(minCollections > 0 ? 1 : 0, 2)
        from faultPercent in Gen.Elements(0, 1, 3, 6, 12)
        from stretchCount in Gen.Choose(0, MaxStretches)
        from stretches in Gen.ArrayOf(Stretch(faultPercent), stretchCount)
        select new Scenario(runs, readers, quietNights, collections, [.. stretches.SelectMany(choices => choices)]);

    private static Gen<RunScenario> Run() =>
        from isConsumer in Gen.Elements(false, false, true)
        from day in Gen.Choose(1, 3)
        from partition in isConsumer ? Gen.Elements(2, 2, 3) : Gen.Choose(1, 2)
        from readsOwn in Gen.Elements(false, false, true)
        from usesPools in Gen.Elements(false, true)
        from isScheduled in Gen.Elements(false, false, false, true)
        from isPacked in Gen.Elements(false, true)
        from repeats in Seldom(2)
        from otherRequests in Seldom(1)
        from drivers in Gen.Choose(0, 2)
        from cancels in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        from terminates in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        from failingTask in Gen.Choose(0, 9)
        from failures in Gen.Choose(1, 4)
        from lateAttempts in Gen.Choose(0, 3)
        from redeliveries in Seldom(2)
        from adopts in Gen.Elements(AdoptionSource.None, AdoptionSource.None, AdoptionSource.Heads, AdoptionSource.EarlierRun)
        from forces in Seldom(1)
        from afterNights in Gen.Choose(0, 2)
        from pausedNights in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        select new RunScenario(isConsumer, day, partition, readsOwn, isPacked, usesPools, isScheduled, repeats, otherRequests, drivers, cancels, terminates, failingTask, failures, lateAttempts, redeliveries, adopts, forces, afterNights, pausedNights);

    private static Gen<int> Seldom(int max) => Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, max)));

    /// <summary>For a while all processes go on in any order, or one does and the others stand still, or puts are held up, or hurried.</summary>
    private static Gen<Choice[]> Stretch(int faultPercent) =>
        from picks in Gen.Elements(Gen.Choose(0, 11), Gen.Constant(Choice.Newest), Gen.Constant(Choice.PutsLast), Gen.Constant(Choice.PutsFirst))
        from length in Gen.Choose(1, MaxStretchLength)
        from choices in Gen.ArrayOf(OneChoice(faultPercent, picks), length)
        select choices;

    private static Gen<Choice> OneChoice(int faultPercent, Gen<int> picks)
    {
        var fates = Gen.Frequency(
            (100 - faultPercent, Gen.Frequency((85, Gen.Constant(Fate.Answered)), (10, Gen.Constant(Fate.Start)), (3, Gen.Constant(Fate.Timer)), (2, Gen.Constant(Fate.Ghost)))),
            (faultPercent, Gen.Elements(Fate.LostToItself, Fate.LostToItself, Fate.FailedWithEffect, Fate.Failed, Fate.FailedForNow, Fate.CrashWithEffect, Fate.Crash, Fate.CrashForNow)));
        return from fate in fates
               from pick in picks
               select new Choice(fate, pick);
    }

    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        for (var i = scenario.Runs.Count - 1; i >= 0 && scenario.Runs.Count > 1; i--)
        {
            yield return scenario with { Runs = [.. scenario.Runs.Where((_, index) => index != i)] };
        }

        for (var i = 0; i < scenario.Runs.Count; i++)
        {
            foreach (var simpler in Shrink(scenario.Runs[i]))
            {
                yield return scenario with { Runs = [.. scenario.Runs.Select((run, index) => index == i ? simpler : run)] };
            }
        }

        if (scenario.Collections > 0)
        {
            yield return scenario with { Collections = scenario.Collections - 1 };
        }

        if (scenario.QuietNights > 0)
        {
            yield return scenario with { QuietNights = scenario.QuietNights - 1 };
        }

        if (scenario.Readers > 0)
        {
            yield return scenario with { Readers = 0 };
        }

        foreach (var simpler in Shrink(scenario.Choices))
        {
            yield return scenario with { Choices = simpler };
        }
    }

    private static IEnumerable<RunScenario> Shrink(RunScenario run)
    {
        RunScenario[] simpler =
        [
            run with { IsConsumer = false },
            run with { Day = 1 },
            run with { Partition = 1 },
            run with { ReadsOwn = false },
            run with { IsPacked = false },
            run with { UsesPools = false },
            run with { IsScheduled = false },
            run with { Repeats = 0 },
            run with { OtherRequests = 0 },
            run with { Drivers = 0 },
            run with { Cancels = 0 },
            run with { Terminates = 0 },
            run with { FailingTask = 9 },
            run with { Failures = 1 },
            run with { LateAttempts = 0 },
            run with { Redeliveries = 0 },
            run with { Adopts = AdoptionSource.None },
            run with { Forces = 0 },
            run with { AfterNights = 0 },
            run with { PausedNights = 0 },
        ];
        return simpler.Where(other => other != run).Distinct();
    }

    private static IEnumerable<IReadOnlyList<Choice>> Shrink(IReadOnlyList<Choice> choices)
    {
        for (var size = choices.Count; size > 0; size /= 2)
        {
            for (var start = choices.Count - size; start >= 0; start -= size)
            {
                yield return [.. choices.Take(start), .. choices.Skip(start + size)];
            }
        }

        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i] != default)
            {
                yield return [.. choices.Select((choice, index) => index == i ? default : choice)];
            }
        }
    }
}

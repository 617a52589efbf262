using Etl.Storage.Tests.Registry.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Makes scenarios, and simpler ones of a scenario that fails.</summary>
internal static class ScenarioGenerator
{
    private const int MaxChoices = 300;

    public static Arbitrary<Scenario> Scenarios { get; } = Arb.From(Generate(), Shrink);

    private static Gen<Scenario> Generate() =>
        from runCount in Gen.Choose(1, 3)
        from runs in Gen.ArrayOf(Run(), runCount)
        from readers in Gen.Choose(0, 2)
        from faultPercent in Gen.Elements(0, 1, 3, 6, 12)
        from choiceCount in Gen.Choose(0, MaxChoices)
        from choices in Gen.ArrayOf(OneChoice(faultPercent), choiceCount)
        select new Scenario(runs, readers, choices);

    private static Gen<RunScenario> Run() =>
        from isConsumer in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        from day in Gen.Choose(1, 3)
        from repeats in Seldom(2)
        from otherRequests in Seldom(1)
        from drivers in Seldom(2)
        from cancels in Seldom(2)
        from failingTask in Gen.Choose(0, 9)
        from failures in Gen.Choose(1, 4)
        from lateAttempts in Seldom(3)
        from redeliveries in Seldom(2)
        select new RunScenario(isConsumer, day, repeats, otherRequests, drivers, cancels, failingTask, failures, lateAttempts, redeliveries);

    private static Gen<int> Seldom(int max) => Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, max)));

    private static Gen<Choice> OneChoice(int faultPercent)
    {
        var fates = Gen.Frequency(
            (100 - faultPercent, Gen.Frequency((85, Gen.Constant(Fate.Answered)), (10, Gen.Constant(Fate.Start)), (3, Gen.Constant(Fate.Timer)), (2, Gen.Constant(Fate.Ghost)))),
            (faultPercent, Gen.Elements(Fate.LostToItself, Fate.LostToItself, Fate.FailedWithEffect, Fate.Failed, Fate.FailedForNow, Fate.CrashWithEffect, Fate.Crash, Fate.CrashForNow)));
        return from fate in fates
               from pick in Gen.Choose(0, 11)
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
            run with { Repeats = 0 },
            run with { OtherRequests = 0 },
            run with { Drivers = 0 },
            run with { Cancels = 0 },
            run with { FailingTask = 9 },
            run with { Failures = 1 },
            run with { LateAttempts = 0 },
            run with { Redeliveries = 0 },
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

using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>What a simulation is made of: the runs, how many readers look at the heads meanwhile, how often the garbage is collected, and the schedule.</summary>
/// <param name="QuietNights">So often everything that can happen without faults has happened, and some days have gone by, before the schedule begins.</param>
/// <param name="Collections">Passes of the garbage collection at any time, each with some days after it; when there are any, more of them follow the end.</param>
/// <param name="Choices">When they are used up, everything goes well and in turn until nothing is left to do.</param>
internal sealed record Scenario(IReadOnlyList<RunScenario> Runs, int Readers, int QuietNights, int Collections, IReadOnlyList<Choice> Choices)
{
    public override string ToString() =>
        $"Readers {Readers}, quiet nights {QuietNights}, collections {Collections}{Environment.NewLine}{string.Join(Environment.NewLine, Runs)}{Environment.NewLine}{string.Join(' ', Choices)}";
}

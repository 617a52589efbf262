using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>What a simulation is made of: the runs, how many readers look at the heads meanwhile, and the schedule.</summary>
/// <param name="Choices">When they are used up, everything goes well and in turn until nothing is left to do.</param>
internal sealed record Scenario(IReadOnlyList<RunScenario> Runs, int Readers, IReadOnlyList<Choice> Choices)
{
    public override string ToString() =>
        $"Readers {Readers}{Environment.NewLine}{string.Join(Environment.NewLine, Runs)}{Environment.NewLine}{string.Join(' ', Choices)}";
}

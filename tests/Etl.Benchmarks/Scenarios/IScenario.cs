using System.CommandLine;

namespace Etl.Benchmarks.Scenarios;

/// <summary>One thing that is measured from end to end, as a user would meet it, next to its peers.</summary>
internal interface IScenario
{
    /// <summary>One lower-case word: the argument that chooses it.</summary>
    string Name { get; }

    /// <summary>What is measured, in a sentence without a full stop.</summary>
    string Description { get; }

    /// <summary>Options of this scenario; their names are unique in the program.</summary>
    IReadOnlyList<Option> Options => [];

    Task RunAsync(ScenarioContext context);
}

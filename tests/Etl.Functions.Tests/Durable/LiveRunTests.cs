namespace Etl.Functions.Tests.Durable;

/// <summary>Orchestrations keep their continuation in memory.</summary>
public sealed class LiveRunTests() : RunTests(replayEveryStep: false);

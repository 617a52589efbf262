namespace Etl.Functions.Tests.Durable;

/// <summary>Orchestrations are rebuilt from their history at every step, and must take every decision, with every input, again.</summary>
public sealed class ReplayedRunTests() : RunTests(replayEveryStep: true);

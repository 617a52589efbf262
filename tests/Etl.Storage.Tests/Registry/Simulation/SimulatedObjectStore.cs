namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>The store as one simulated process sees it: each operation waits until the simulation decides its fate.</summary>
internal sealed class SimulatedObjectStore(Simulation simulation, SimulatedProcess process) : InMemoryObjectStore(simulation.Storage)
{
    protected override Task<T> PerformAsync<T>(Operation<T> operation) => simulation.Add(process, operation);
}

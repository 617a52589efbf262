namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>The store as one simulated process sees it: each operation waits until the simulation decides its fate.</summary>
internal sealed class SimulatedObjectStore(Simulation simulation, SimulatedProcess process) : InMemoryObjectStore(simulation.Storage)
{
    protected override Task<T> PerformAsync<T>(Operation<T> operation) => simulation.Add(process, operation);

    /// <summary>The holder may have died, or never have heard that it has the lease; and who lives may lose it too.</summary>
    protected override void Leased(Lease lease) =>
        simulation.MayHappen($"{process.Name}'s lease of {lease.Name} is lost", () => lease.IsHeld, () => lease.Lose(isTold: !process.IsDead));
}

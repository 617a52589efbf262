namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A process that dies when the simulation says so: what it waits for never comes, so it never continues.</summary>
internal sealed class SimulatedProcess
{
    public SimulatedProcess(Simulation simulation, string name, Action? died)
    {
        Name = name;
        Died = died;
        Store = new SimulatedObjectStore(simulation, this);
        Time = new SimulatedClock(simulation, this);
    }

    public string Name { get; }

    public SimulatedObjectStore Store { get; }

    public TimeProvider Time { get; }

    public Action? Died { get; }

    /// <summary>One that has come to its end is not: what nobody waited for goes on.</summary>
    public bool IsDead { get; set; }
}

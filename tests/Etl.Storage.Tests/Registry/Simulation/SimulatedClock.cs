namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A clock that moves with the steps of the simulation. A timer fires when the simulation says so, not when it is due.</summary>
internal sealed class SimulatedClock(Simulation simulation, SimulatedProcess process) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => simulation.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(simulation, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    internal sealed class Timer(Simulation simulation, SimulatedProcess process, Action fire) : ITimer
    {
        public SimulatedProcess Process => process;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            simulation.Timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                simulation.Timers.Add(this);
            }

            return true;
        }

        public void Dispose() => simulation.Timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using Etl.Core.Pipelines;

namespace Etl.Functions.Timers;

/// <summary>A scheduled occurrence whose time has come.</summary>
/// <param name="Pipeline">What is to run.</param>
/// <param name="Schedule">Why.</param>
/// <param name="Date">The local date of the occurrence.</param>
/// <param name="At">The instant of the occurrence, UTC.</param>
public sealed record DueRun(Pipeline Pipeline, Schedule Schedule, DateOnly Date, DateTimeOffset At)
{
    /// <summary>The day that the run's data is about.</summary>
    public DateOnly BusinessDate => Date.AddDays(-Pipeline.LagDays);
}

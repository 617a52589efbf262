using System.Diagnostics;
using System.Globalization;

namespace Etl.Chaos.Killing;

/// <summary>Ends this process as <c>kill -9</c> does, when it comes to a point for the n-th time. Thread-safe.</summary>
internal sealed class KillSwitch(string? point, int occurrence)
{
    /// <summary>The environment variable that says where a child dies: <c>POINT:N</c>.</summary>
    public const string Variable = "ETL_CHAOS_KILL";

    private int _reached;

    public static KillSwitch OfThisProcess() => Environment.GetEnvironmentVariable(Variable)?.Split(':') is [var point, var occurrence]
        ? new KillSwitch(point, int.Parse(occurrence, CultureInfo.InvariantCulture))
        : new KillSwitch(point: null, occurrence: 0);

    public void Reach(string name)
    {
        if (name != point || Interlocked.Increment(ref _reached) != occurrence)
        {
            return;
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();

        // The signal comes at once, but this thread must not take another step before it.
        Thread.Sleep(Timeout.Infinite);
    }
}

namespace Etl.Benchmarks.Hosting;

/// <summary>The memory of this process while each tenth of the tasks of a run begins, as the tasks themselves see it. Thread-safe.</summary>
internal sealed class MemoryByTenths(int tasks)
{
    private const int Tenths = 10;
    private const int TasksForEachLook = 50;
    private readonly long[] _peaks = new long[Tenths];
    private int _begun;

    /// <summary>In bytes.</summary>
    public long First => _peaks[0];

    /// <summary>In bytes; of a run of at least 500 tasks.</summary>
    public long Last => _peaks[^1];

    /// <summary>For each task to call.</summary>
    public Task LookAsync(CancellationToken cancellationToken)
    {
        var place = Interlocked.Increment(ref _begun) - 1;
        if (place % TasksForEachLook == 0)
        {
            lock (_peaks)
            {
                var tenth = Math.Min((int)((long)place * Tenths / tasks), Tenths - 1);
                _peaks[tenth] = Math.Max(_peaks[tenth], Environment.WorkingSet);
            }
        }

        return Task.CompletedTask;
    }
}

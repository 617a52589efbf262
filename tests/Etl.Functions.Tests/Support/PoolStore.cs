using Etl.Core.Runs;
using Etl.Functions.Activities;

namespace Etl.Functions.Tests.Support;

/// <summary>The slots of pools in the store of a <see cref="ScriptedOrchestration"/>, of which other runs may hold some.</summary>
internal sealed class PoolStore(ScriptedOrchestration run, IReadOnlyDictionary<string, int> slots)
{
    private readonly Dictionary<string, int> _taken = slots.Keys.ToDictionary(pool => pool, _ => 0, StringComparer.Ordinal);

    /// <summary>How many slots of a pool others hold now.</summary>
    public Func<string, int> Others { get; set; } = _ => 0;

    public int Refused { get; private set; }

    /// <summary>Tasks that had their slots.</summary>
    public int MostAtATime { get; private set; }

    private int AtATime { get; set; }

    /// <summary>What RunTask does.</summary>
    public async Task<TaskOutcome> RunAsync(RunTaskInput input, IReadOnlyList<string> pools, TimeSpan time)
    {
        if (pools.Any(pool => _taken[pool] + Others(pool) >= slots[pool]))
        {
            Refused++;
            return TaskOutcome.NotRun(input.Task, RunStatus.Pending);
        }

        foreach (var pool in pools)
        {
            _taken[pool]++;
        }

        MostAtATime = Math.Max(MostAtATime, ++AtATime);
        await run.AfterAsync(time, true);
        AtATime--;
        foreach (var pool in pools)
        {
            _taken[pool]--;
        }

        return Snapshots.Succeeded(input);
    }
}

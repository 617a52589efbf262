using System.Collections;

namespace Etl.Core.Planning;

/// <summary>The tasks of a plan by level. A list for a level is made when it is asked for: a chain of a million tasks has a million.</summary>
internal sealed class PlanLevels : IReadOnlyList<IReadOnlyList<PlannedTask>>
{
    private readonly PlannedTask[] _tasks;
    private readonly int[] _end;

    /// <summary>Sorts tasks into their levels, by counting.</summary>
    /// <param name="inRunOrder">All tasks.</param>
    /// <param name="numbers">Of these tasks.</param>
    /// <param name="levels">Of all numbers; the first level is 1.</param>
    public PlanLevels(ReadOnlySpan<PlannedTask> inRunOrder, ReadOnlySpan<int> numbers, ReadOnlySpan<int> levels)
    {
        var count = 0;
        foreach (var number in numbers)
        {
            count = Math.Max(count, levels[number]);
        }

        _end = new int[count];
        foreach (var number in numbers)
        {
            _end[levels[number] - 1]++;
        }

        for (var level = 1; level < count; level++)
        {
            _end[level] += _end[level - 1];
        }

        // Each level from its last task to its first, so that what was its end becomes its start and then, moved by one, the end again.
        _tasks = new PlannedTask[inRunOrder.Length];
        var next = _end.AsSpan().ToArray();
        for (var i = inRunOrder.Length - 1; i >= 0; i--)
        {
            _tasks[--next[levels[numbers[i]] - 1]] = inRunOrder[i];
        }
    }

    public int Count => _end.Length;

    public IReadOnlyList<PlannedTask> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_end.Length, nameof(index));
            var start = index == 0 ? 0 : _end[index - 1];
            return new ArraySegment<PlannedTask>(_tasks, start, _end[index] - start);
        }
    }

    public IEnumerator<IReadOnlyList<PlannedTask>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

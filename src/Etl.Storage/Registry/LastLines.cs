using Etl.Core.Registry;

namespace Etl.Storage.Registry;

/// <summary>The latest lines of many logs. Those of the same time are in the order of their logs, and of their places there. Thread-safe.</summary>
internal sealed class LastLines(int limit)
{
    private readonly PriorityQueue<TaskLogLine, (DateTimeOffset Time, int Log, int Place)> _earliestFirst = new();

    public void Add(int log, IReadOnlyList<TaskLogLine> lines)
    {
        lock (_earliestFirst)
        {
            for (var place = 0; place < lines.Count; place++)
            {
                _earliestFirst.Enqueue(lines[place], (lines[place].Time, log, place));
                if (_earliestFirst.Count > limit)
                {
                    _earliestFirst.Dequeue();
                }
            }
        }
    }

    /// <summary>All of them; there are none left after it.</summary>
    public IReadOnlyList<TaskLogLine> InOrder()
    {
        lock (_earliestFirst)
        {
            var lines = new List<TaskLogLine>(_earliestFirst.Count);
            while (_earliestFirst.TryDequeue(out var line, out _))
            {
                lines.Add(line);
            }

            return lines;
        }
    }
}

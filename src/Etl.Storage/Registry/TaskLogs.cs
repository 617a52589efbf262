using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>What tasks have logged, for people: one object for each attempt, written while it runs and when it ends. Nothing is decided by it. Thread-safe.</summary>
public sealed class TaskLogs(IObjectStore store)
{
    /// <summary>Puts all lines of an attempt so far, in place of those that were put before.</summary>
    /// <param name="lines">A JSON object each, with a line feed.</param>
    public async Task WriteAsync(string runId, string task, int attempt, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken = default)
    {
        await using var upload = store.CreateUpload(RegistryNames.TaskLog(runId, task, attempt));
        await upload.WriteAsync(lines, cancellationToken);
        await upload.CommitAsync(cancellationToken);
    }

    /// <summary>The last lines of a run, or of one of its tasks, in order of time. One read for each attempt that has logged something, several at a time; besides these only the lines that are returned are in memory.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="task">Null for all tasks.</param>
    /// <param name="limit">At most so many lines.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StoreException">The store fails, or a log can't be read.</exception>
    public async Task<IReadOnlyList<TaskLogLine>> ReadAsync(string runId, string? task, int limit = int.MaxValue, CancellationToken cancellationToken = default)
    {
        if (!RunId.IsValid(runId) || (task is not null && !TaskName.IsValid(task)))
        {
            return [];
        }

        var names = await store.ListAsync(task is null ? RegistryNames.TaskLogs(runId) : RegistryNames.TaskLogs(runId, task), cancellationToken).ToListAsync(cancellationToken);
        var last = new LastLines(limit);
        await Batches.SelectAsync(names.Index(), async log =>
        {
            var lines = Parse(log.Item, await store.TryReadAsync(log.Item, cancellationToken));
            last.Add(log.Index, lines);
            return lines.Count;
        });
        return last.InOrder();
    }

    private List<TaskLogLine> Parse(string name, StoredObject? stored)
    {
        var lines = new List<TaskLogLine>();
        var rest = stored is null ? default : stored.Content.Span;
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize<TaskLogLine>(rest[..end], RegistryJson.Options)!);
            }
            catch (JsonException exception)
            {
                throw RecordFormatException.Damaged(store.Description, name, exception.Message, exception);
            }

            rest = rest[(end + 1)..];
        }

        return lines;
    }
}

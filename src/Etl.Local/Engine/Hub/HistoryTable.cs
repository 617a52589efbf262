using Etl.Local.Engine.History;
using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

/// <summary>Writes histories. For the writer's thread only.</summary>
internal sealed class HistoryTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _append = new(connection, "INSERT INTO history (instance, position, kind, ticks, task, name, payload) VALUES ($0, $1, $2, $3, $4, $5, $6)", 7);
    private readonly Statement _length = new(connection, "SELECT max(position) + 1 FROM history WHERE instance = $0", 1);
    private readonly Statement _delete = new(connection, "DELETE FROM history WHERE instance = $0", 1);

    public void Append(long instance, long position, in HistoryEvent e)
        => _append.Execute(instance, position, (int)e.Kind, e.Ticks, e.TaskId, e.Name, e.Payload);

    public long Length(long instance) => (long)(_length.Scalar(instance) ?? 0L);

    public void Delete(long instance) => _delete.Execute(instance);

    public void Dispose()
    {
        _append.Dispose();
        _length.Dispose();
        _delete.Dispose();
    }
}

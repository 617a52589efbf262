using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Hub;

/// <summary>Writes the instances' rows. For the writer's thread only.</summary>
internal sealed class InstancesTable(SqliteConnection connection) : IDisposable
{
    private const string HeaderColumns = "seq, id, name, parent, parent_task, parent_id, parent_name";

    private readonly Statement _find = new(connection, $"SELECT {HeaderColumns}, status FROM instances WHERE id = $0", 1);
    private readonly Statement _isLive = new(connection, $"SELECT 1 FROM instances WHERE seq = $0 AND status IN {InstanceStatus.Live}", 1);
    private readonly Statement _live = new(connection, $"SELECT {HeaderColumns} FROM instances WHERE status IN {InstanceStatus.Live} ORDER BY seq");
    private readonly Statement _children = new(connection, $"SELECT {HeaderColumns}, status FROM instances WHERE parent = $0 ORDER BY seq", 1);
    private readonly Statement _insert = new(connection, """
        INSERT INTO instances (id, name, status, created, updated, parent, parent_task, parent_id, parent_name)
        VALUES ($0, $1, $2, $3, $3, $4, $5, $6, $7) RETURNING seq
        """, 8);

    private readonly Statement _update = new(connection, "UPDATE instances SET status = $1, updated = $2 WHERE seq = $0", 3);
    private readonly Statement _customStatus = new(connection, "SELECT custom_status FROM instances WHERE seq = $0", 1);
    private readonly Statement _updateCustomStatus = new(connection, "UPDATE instances SET custom_status = $1 WHERE seq = $0", 2);
    private readonly Statement _end = new(connection, "UPDATE instances SET status = $1, updated = $2, output = $3, failure = $4 WHERE seq = $0", 5);
    private readonly Statement _delete = new(connection, "DELETE FROM instances WHERE seq = $0", 1);

    public (InstanceHeader Header, OrchestrationRuntimeStatus Status)? Find(string id)
    {
        using var row = _find.Query(id);
        return row.Read() ? (Header(row), (OrchestrationRuntimeStatus)row.GetInt32(7)) : null;
    }

    public bool IsLive(long seq) => _isLive.Scalar(seq) is not null;

    /// <summary>Oldest first.</summary>
    public List<InstanceHeader> Live()
    {
        using var row = _live.Query();
        var found = new List<InstanceHeader>();
        while (row.Read())
        {
            found.Add(Header(row));
        }

        return found;
    }

    /// <summary>Oldest first; the ended ones too.</summary>
    public List<(InstanceHeader Header, OrchestrationRuntimeStatus Status)> Children(long seq)
    {
        using var row = _children.Query(seq);
        var found = new List<(InstanceHeader, OrchestrationRuntimeStatus)>();
        while (row.Read())
        {
            found.Add((Header(row), (OrchestrationRuntimeStatus)row.GetInt32(7)));
        }

        return found;
    }

    public InstanceHeader Insert(string id, string name, long ticks, ParentLink? parent)
    {
        var seq = (long)_insert.Scalar(id, name, (int)OrchestrationRuntimeStatus.Pending, ticks, parent?.Seq, parent?.TaskId, parent?.Id, parent?.Name)!;
        return new(seq, id, name, parent);
    }

    public void Update(long seq, OrchestrationRuntimeStatus status, long ticks) => _update.Execute(seq, (int)status, ticks);

    public string? CustomStatus(long seq) => (string?)_customStatus.Scalar(seq);

    public void UpdateCustomStatus(long seq, string? json) => _updateCustomStatus.Execute(seq, json);

    public void End(long seq, OrchestrationRuntimeStatus status, long ticks, string? output, string? failure)
        => _end.Execute(seq, (int)status, ticks, output, failure);

    /// <summary>False when there was no such row.</summary>
    public bool Delete(long seq) => _delete.Execute(seq) > 0;

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_find, _isLive, _live, _children, _insert, _update, _customStatus, _updateCustomStatus, _end, _delete])
        {
            statement.Dispose();
        }
    }

    private static InstanceHeader Header(SqliteDataReader row)
    {
        var parent = row.IsDBNull(3) ? null : new ParentLink(row.GetInt64(3), row.GetInt32(4), row.GetString(5), row.GetString(6));
        return new(row.GetInt64(0), row.GetString(1), row.GetString(2), parent);
    }
}

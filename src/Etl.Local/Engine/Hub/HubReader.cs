using System.Text;
using Etl.Local.Engine.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Hub;

/// <summary>Reads what is committed. Thread-safe.</summary>
internal sealed class HubReader(HubFile file)
{
    private const string RowColumns = "seq, id, name, status, created, updated, custom_status";
    private const string DataColumns = "(SELECT payload FROM history WHERE instance = seq AND position = 0), output, failure";

    /// <summary>Null when there is no such instance.</summary>
    public InstanceRow? Find(string id, bool withData) => Guarded(connection =>
    {
        using var statement = new Statement(connection, $"SELECT {RowColumns}{(withData ? ", " + DataColumns : "")} FROM instances WHERE id = $0", 1);
        using var row = statement.Query(id);
        return row.Read() ? Row(row, withData) : null;
    });

    /// <summary>In the order of creation, those after row <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    public List<InstanceRow> Query(OrchestrationQuery filter, long after, int limit) => Guarded(connection =>
    {
        using var command = connection.CreateCommand();
        var sql = new StringBuilder($"SELECT {RowColumns}{(filter.FetchInputsAndOutputs ? ", " + DataColumns : "")} FROM instances WHERE seq > $after");
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        if (filter.Statuses?.Select(s => (int)s).ToList() is { Count: > 0 } statuses)
        {
            sql.Append($" AND status IN ({string.Join(',', statuses)})");
        }

        if (filter.CreatedFrom is { } from)
        {
            sql.Append(" AND created >= $from");
            command.Parameters.AddWithValue("$from", from.UtcTicks);
        }

        if (filter.CreatedTo is { } to)
        {
            sql.Append(" AND created <= $to");
            command.Parameters.AddWithValue("$to", to.UtcTicks);
        }

        if (!string.IsNullOrEmpty(filter.InstanceIdPrefix))
        {
            sql.Append(" AND substr(id, 1, length($prefix)) = $prefix");
            command.Parameters.AddWithValue("$prefix", filter.InstanceIdPrefix);
        }

        command.CommandText = sql.Append(" ORDER BY seq LIMIT $limit").ToString();
        using var row = command.ExecuteReader();
        var rows = new List<InstanceRow>();
        while (row.Read())
        {
            rows.Add(Row(row, filter.FetchInputsAndOutputs));
        }

        return rows;
    });

    public List<HistoryEvent> History(long instance) => Guarded(connection =>
    {
        using var statement = new Statement(connection, "SELECT kind, ticks, task, name, payload FROM history WHERE instance = $0 ORDER BY position", 1);
        using var row = statement.Query(instance);
        var events = new List<HistoryEvent>();
        while (row.Read())
        {
            events.Add(new((EventKind)row.GetInt32(0), row.GetInt64(1), row.GetInt32(2), row.GetText(3), row.GetText(4)));
        }

        return events;
    });

    /// <summary>Null when it has none, or is gone.</summary>
    public string? Input(long instance) => Guarded(connection =>
    {
        using var statement = new Statement(connection, "SELECT payload FROM history WHERE instance = $0 AND position = 0", 1);
        return (string?)statement.Scalar(instance);
    });

    /// <summary>Oldest first.</summary>
    public List<Mail> Inbox(long instance) => Guarded(connection =>
    {
        using var statement = new Statement(connection, InboxTable.ReadSql, 1);
        using var row = statement.Query(instance);
        return InboxTable.Read(row);
    });

    private static InstanceRow Row(SqliteDataReader row, bool withData) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        (OrchestrationRuntimeStatus)row.GetInt32(3),
        row.GetInt64(4),
        row.GetInt64(5),
        withData ? row.GetText(7) : null,
        withData ? row.GetText(8) : null,
        withData ? row.GetText(9) : null,
        row.GetText(6));

    private T Guarded<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = file.OpenReader();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw HubFile.Unusable(file.Path, e);
        }
    }
}

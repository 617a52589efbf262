using Etl.Local.Engine.History;
using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

/// <summary>Mail that is on disk but in no history yet. For the writer's thread only.</summary>
internal sealed class InboxTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _insert = new(connection, "INSERT INTO inbox (instance, kind, task, name, payload) VALUES ($0, $1, $2, $3, $4) RETURNING seq", 5);
    private readonly Statement _take = new(connection, "DELETE FROM inbox WHERE seq = $0", 1);
    private readonly Statement _read = new(connection, ReadSql, 1);
    private readonly Statement _delete = new(connection, "DELETE FROM inbox WHERE instance = $0", 1);

    public const string ReadSql = "SELECT kind, task, name, payload, seq FROM inbox WHERE instance = $0 ORDER BY seq";

    /// <summary>The same mail, with its row.</summary>
    public Mail Put(long instance, in Mail mail)
        => mail with { Seq = (long)_insert.Scalar(instance, (int)mail.Kind, mail.TaskId, mail.Name, mail.Payload)! };

    public void Take(long mailSeq) => _take.Execute(mailSeq);

    /// <summary>Oldest first.</summary>
    public List<Mail> Read(long instance)
    {
        using var row = _read.Query(instance);
        return Read(row);
    }

    public static List<Mail> Read(SqliteDataReader row)
    {
        var mail = new List<Mail>();
        while (row.Read())
        {
            mail.Add(new((EventKind)row.GetInt32(0), row.GetInt32(1), row.GetText(2), row.GetText(3), row.GetInt64(4)));
        }

        return mail;
    }

    public void Delete(long instance) => _delete.Execute(instance);

    public void Dispose()
    {
        _insert.Dispose();
        _take.Dispose();
        _read.Dispose();
        _delete.Dispose();
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Hosting.Hub;

/// <summary>Looks into a hub from outside, whoever holds it.</summary>
public static class SuspendedInstances
{
    /// <summary>The ids of the instances that are suspended, by one query. Empty when there is no hub, or none that can be read now. Writes nothing.</summary>
    public static IReadOnlySet<string> In(string hubFolder)
    {
        var path = Path.GetFullPath(Path.Combine(hubFolder, LocalHost.DatabaseFileName));
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return found;
        }

        try
        {
            // Nobody writes a file without a log beside it. Opened as one that does not change, it is read without making that log.
            var source = File.Exists(path + "-wal") ? path : $"{new Uri(path).AbsoluteUri}?immutable=1";
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT id FROM instances WHERE status = $status";
            command.Parameters.AddWithValue("$status", (int)OrchestrationRuntimeStatus.Suspended);
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                found.Add(row.GetString(0));
            }
        }
        catch (SqliteException)
        {
            // Runs are listed without it.
        }

        return found;
    }
}

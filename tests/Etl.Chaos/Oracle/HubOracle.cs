using Microsoft.Data.Sqlite;

namespace Etl.Chaos.Oracle;

/// <summary>What must be true of the database of a hub that nobody works on.</summary>
internal static class HubOracle
{
    public static IEnumerable<string> Violations(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar() is "ok" ? [] : [$"the hub '{path}' is damaged"];
    }
}

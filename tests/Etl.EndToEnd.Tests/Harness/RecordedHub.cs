using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>
/// A hub as text, so that it can be read in a review and does not depend on SQLite's encoding: its numbers, the statements that made its tables, and their rows.
/// </summary>
internal static class RecordedHub
{
    /// <summary>Makes the database anew, as the version that was recorded had it.</summary>
    public static void Restore(string json, string path)
    {
        using var hub = JsonDocument.Parse(File.ReadAllText(json));
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {hub.RootElement.GetProperty("applicationId").GetInt32()}; PRAGMA user_version = {hub.RootElement.GetProperty("version").GetInt32()};"));
        foreach (var statement in hub.RootElement.GetProperty("schema").EnumerateArray())
        {
            Execute(connection, statement.GetString()!);
        }

        foreach (var table in hub.RootElement.GetProperty("tables").EnumerateObject())
        {
            foreach (var row in table.Value.EnumerateArray())
            {
                var columns = row.EnumerateObject().ToList();
                Execute(
                    connection,
                    $"INSERT INTO {table.Name} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})",
                    [.. columns.Select(column => ValueOf(column.Value))]);
            }
        }
    }

    private static void Execute(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // what is recorded is in the repository
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"$p{i}", values[i]);
        }

        command.ExecuteNonQuery();
    }

    // What is JSON in the hub is recorded as JSON.
    private static object ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.String => value.GetString()!,
        _ => JsonSerializer.Serialize(value),
    };
}

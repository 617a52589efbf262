using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

internal static class SqliteReading
{
    public static string? GetText(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

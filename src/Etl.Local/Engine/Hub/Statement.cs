using Etl.Core.Text;
using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Hub;

/// <summary>A prepared statement with the parameters $0, $1, … in the order of their values. Not thread-safe.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql, int parameters = 0)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
        }
    }

    /// <summary>Returns the number of rows that changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        var changed = _command.ExecuteNonQuery();

        // A large document is not to be kept until the next one comes.
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is string { Length: >= LargeDocuments.MinLength })
            {
                _command.Parameters[i].Value = DBNull.Value;
            }
        }

        return changed;
    }

    /// <summary>Null when there is no row, or a null in it.</summary>
    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public SqliteDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Storage.ModelData.Compiled;

namespace Etl.Storage.ModelData.Reading;

/// <summary>
/// Turns JSON into rows. Those that look as our writer writes them are read by compiled code; all others, and rows of types that it does not know, by the
/// serializer, whose rules are the ones that count. Not thread-safe.
/// </summary>
internal sealed class RowReader<TRow>(JsonTypeInfo<TRow> rowType)
{
    private int _rows;
    private CompiledReader<TRow>? _compiled;
    private RowCursor? _cursor;

    /// <summary>Whether the last row was read by compiled code.</summary>
    public bool WasCompiled { get; private set; }

    /// <summary>Reads one row.</summary>
    /// <exception cref="FormatException">The row is null. What the serializer throws comes as it is.</exception>
    public TRow Read(ArraySegment<byte> json)
    {
        if (_rows <= PlainType.RowsBeforeCompiling && _rows++ == PlainType.RowsBeforeCompiling)
        {
            _compiled = CompiledReader<TRow>.TryCreate(rowType);
            _cursor = _compiled?.CreateCursor();
        }

        if (_cursor is not null)
        {
            _cursor.Start(json);
            var row = _compiled!.Read(_cursor);
            WasCompiled = _cursor.IsAtEnd;
            if (WasCompiled)
            {
                return row;
            }
        }

        return JsonSerializer.Deserialize(json.AsSpan(), rowType) ?? throw new FormatException("The row is null.");
    }
}

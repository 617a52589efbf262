using System.Text.Json;
using CsvHelper;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Writing;

namespace Etl.Storage.ModelData.Csv;

/// <summary>
/// RFC 4180: UTF-8, commas, CRLF, a header row even when no row follows. Cells are made from the canonical JSON, so what a
/// cell shows is what the content hash covers.
/// </summary>
internal sealed class CsvRowEncoder : IRowEncoder
{
    private readonly IReadOnlyList<CsvColumn> _columns;
    private readonly Range[] _cells;
    private readonly MemoryStream _pending = new();
    private readonly CsvWriter _csv;
    private byte[] _scratch = new byte[256];
    private bool _hasEncoded;

    public CsvRowEncoder(IReadOnlyList<CsvColumn> columns)
    {
        _columns = columns;
        _cells = new Range[columns.Count];
        _csv = CsvWriter.Create(_pending, new CsvWriterOptions { Quoting = CsvQuoting.WhenNeededOrWhitespace }, leaveOpen: true);
        _csv.WriteHeader([.. columns.Select(column => column.Name)]);
    }

    public ReadOnlyMemory<byte> Encode(RowChunk chunk)
    {
        if (_hasEncoded)
        {
            _pending.SetLength(0);
        }

        _hasEncoded = true;
        for (var i = 0; i < chunk.Rows; i++)
        {
            Append(chunk.Row(i));
        }

        _csv.Flush();
        return _pending.GetBuffer().AsMemory(0, (int)_pending.Length);
    }

    /// <summary>Finds the values of a row.</summary>
    /// <exception cref="PermanentTaskException">The row is no object, or has a property that is no column.</exception>
    public void FindCells(ReadOnlySpan<byte> row)
    {
        Array.Clear(_cells);
        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new PermanentTaskException("A row that is not a JSON object can't be stored as CSV. Store the model as JsonLines.");
        }

        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = FindColumn(ref reader, expected);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _cells[column] = start..(int)reader.BytesConsumed;
            expected = column + 1;
        }
    }

    // A property that was left out has an empty range, and reads as null.
    private static bool IsNull(ReadOnlySpan<byte> value) => value is [] or [(byte)'n', ..];

    private void Append(ReadOnlySpan<byte> canonicalRow)
    {
        FindCells(canonicalRow);
        if (_cells.Length == 1 && IsNull(canonicalRow[_cells[0]]))
        {
            // The writer would quote a lone empty cell, and make it an empty text.
            _csv.Flush();
            _pending.Write("\r\n"u8);
            return;
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            WriteCell(canonicalRow[_cells[i]], _columns[i].Kind);
        }

        _csv.EndRecord();
    }

    private void WriteCell(ReadOnlySpan<byte> value, CellKind kind)
    {
        if (IsNull(value))
        {
            _csv.WriteField(ReadOnlySpan<byte>.Empty);
            return;
        }

        var text = CsvCell.ToText(value, kind, ref _scratch);
        if (text.IsEmpty)
        {
            _csv.WriteField("", CsvQuoting.Always);
        }
        else
        {
            _csv.WriteField(text);
        }
    }

    // Rows have their properties in the order of the columns; some may be left out.
    private int FindColumn(ref Utf8JsonReader reader, int expected)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            var column = (expected + i) % _columns.Count;
            if (reader.ValueTextEquals(_columns[column].Utf8Name))
            {
                return column;
            }
        }

        throw new PermanentTaskException($"A row has the property '{reader.GetString()}', which is no column, since its row type does not declare it. Store the model as JsonLines.");
    }
}

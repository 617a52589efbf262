using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsvHelper;
using Etl.Core.Models;
using Etl.Storage.ModelData.Reading;

namespace Etl.Storage.ModelData.Csv;

/// <summary>Reads what <see cref="CsvRowEncoder"/> writes, back into JSON rows.</summary>
internal sealed class CsvRowDecoder : IRowDecoder
{
    private static readonly CsvReaderOptions Rfc4180 = new()
    {
        Separator = ',',
        HasHeader = false,
        SkipEmptyLines = false,
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        Encoding = Encoding.UTF8,
    };

    private readonly JsonTypeInfo _rowType;
    private readonly CsvReader _csv;
    private readonly ArrayBufferWriter<byte> _row = new(1024);
    private readonly Utf8JsonWriter _json;
    private IReadOnlyList<CsvColumn>? _columns;

    public CsvRowDecoder(Stream content, JsonTypeInfo rowType)
    {
        _rowType = rowType;
        _json = new Utf8JsonWriter(_row, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true });
        _csv = CsvReader.Create(content, Rfc4180, leaveOpen: true);
    }

    public long Line { get; private set; } = 1;

    public ArraySegment<byte> Row => MemoryMarshal.TryGetArray(_row.WrittenMemory, out var row) ? row : _row.WrittenSpan.ToArray();

    public bool TryRead() => false;

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _columns ??= await ReadHeaderAsync(cancellationToken);
        if (!await NextAsync(cancellationToken))
        {
            return false;
        }

        if (_csv.FieldCount != _columns.Count)
        {
            throw new FormatException($"It has {_csv.FieldCount} cells, but the header has {_columns.Count}.");
        }

        WriteRow(_columns);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _json.DisposeAsync();
    }

    private async ValueTask<IReadOnlyList<CsvColumn>> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await NextAsync(cancellationToken))
        {
            throw new FormatException("The header row is missing.");
        }

        var names = Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString).ToList();
        return CsvLayout.ForReading(_rowType, names);
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await _csv.ReadAsync(cancellationToken);
            Line = found ? _csv.LineNumber : Line;
            return found;
        }
        catch (CsvFormatException exception)
        {
            Line = exception.LineNumber;
            throw;
        }
    }

    private void WriteRow(IReadOnlyList<CsvColumn> columns)
    {
        _row.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];

            // An empty cell with quotes is an empty text.
            if (!_csv.GetRawSpan(i).IsEmpty)
            {
                _json.WritePropertyName(column.Utf8Name);
                CsvCell.WriteValue(_json, _csv.GetSpan(i), column.Kind);
            }
            else if (column.TakesNull)
            {
                _json.WriteNull(column.Utf8Name);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
    }
}

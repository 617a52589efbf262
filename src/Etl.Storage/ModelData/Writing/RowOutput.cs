using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Compiled;

namespace Etl.Storage.ModelData.Writing;

/// <summary>Turns rows into their canonical JSON, straight into the chunks of the version's parts.</summary>
internal sealed class RowOutput<TRow> : ModelOutput, IRowWriter<TRow>
{
    private readonly OutputTarget _target;
    private readonly JsonTypeInfo<TRow> _rowType;
    private readonly RowEncoding _encoding;
    private readonly RowParts _parts;
    private readonly Utf8JsonWriter _json;
    private long _rows;
    private CompiledWriter<TRow>? _compiled;
    private RowPen? _pen;

    public RowOutput(OutputTarget target, JsonTypeInfo<TRow> rowType, RowEncoding encoding, RowParts parts)
    {
        _target = target;
        _rowType = rowType;
        _encoding = encoding;
        _parts = parts;

        // The dialect decides how text is escaped and that nothing is indented, whatever the metadata was generated with:
        // the content hash must not depend on it.
        _json = new Utf8JsonWriter(parts.Chunk, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true });
    }

    public override Model Model => _target.Model;

    public override string Version => _target.Version;

    public override long Rows => _rows;

    public ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default)
    {
        _parts.EnsureWritable(cancellationToken);
        Serialize(row, _parts.Chunk);
        _rows++;
        _target.Progress.AddRow();
        return _parts.EndRowAsync(cancellationToken);
    }

    public override void EnsureCommittable() => _parts.EnsureWritable();

    public override Task<WrittenContent> CommitAsync(CancellationToken cancellationToken) => _parts.CommitAsync(cancellationToken);

    public override ValueTask DisposeAsync() => _parts.DisposeAsync();

    private void Serialize(TRow row, RowChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(row);
        var isWhole = false;
        try
        {
            WriteJson(row, chunk);
            chunk.Write("\n"u8);
            _encoding.Check(chunk.OpenRow);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                _json.Reset(chunk);
                chunk.CancelRow();
            }
        }
    }

    private void WriteJson(TRow row, RowChunk chunk)
    {
        try
        {
            if (_rows == PlainType.RowsBeforeCompiling && _pen is null)
            {
                _compiled = CompiledWriter<TRow>.TryCreate(_rowType);
                _pen = _compiled?.CreatePen();
            }

            if (_pen is null || !_compiled!.TryWrite(_pen, row, chunk))
            {
                _json.Reset(chunk);
                JsonSerializer.Serialize(_json, row, _rowType);
                _json.Flush();
            }

            chunk.EnsureRowFits();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What the serializer, a converter or a property throws does not say which row it was.
            throw new PermanentTaskException($"Row {_rows + 1} of output '{Model.Name}' can't be written as JSON: {exception.Message}", exception);
        }
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// Turns rows into their canonical JSON, which is hashed, and into the model's format, which is stored. Its buffers are made
/// once and reused for every row; they are plain memory and are left to the garbage collector, since a task that was given up
/// may still be using them when the output is disposed.
/// </summary>
internal sealed class RowOutput<TRow> : ModelOutput, IRowWriter<TRow>
{
    private readonly JsonTypeInfo<TRow> _rowType;
    private readonly AttemptProgress _progress;
    private readonly CancellationToken _stopping;
    private readonly ArrayBufferWriter<byte> _row = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly IRowEncoder _encoder;
    private long _rows;

    public RowOutput(BlobOutput blob, JsonTypeInfo<TRow> rowType, IRowEncoder encoder, AttemptProgress progress, CancellationToken stopping)
        : base(blob)
    {
        _rowType = rowType;
        _encoder = encoder;
        _progress = progress;
        _stopping = stopping;

        // The dialect decides how text is escaped and that nothing is indented, whatever the metadata was generated with:
        // the content hash must not depend on it.
        _json = new Utf8JsonWriter(_row, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true });
    }

    public override long Rows => _rows;

    public ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default)
    {
        _stopping.ThrowIfCancellationRequested();
        cancellationToken.ThrowIfCancellationRequested();
        Blob.EnsureWritable();
        Serialize(row);
        _encoder.Append(_row.WrittenSpan);
        Blob.AppendContent(_row.WrittenSpan);
        _rows++;
        _progress.AddRow();
        return _encoder.PendingBytes >= ChunkBytes ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await Blob.WriteAsync(_encoder.TakePending(), cancellationToken);
        _encoder.ClearPending();
    }

    private void Serialize(TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _row.ResetWrittenCount();
        _json.Reset();
        try
        {
            JsonSerializer.Serialize(_json, row, _rowType);
            _json.Flush();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What the serializer, a converter or a property throws does not say which row it was.
            throw new PermanentTaskException($"Row {_rows + 1} of output '{Model.Name}' can't be written as JSON: {exception.Message}", exception);
        }

        _row.Write("\n"u8);
    }
}

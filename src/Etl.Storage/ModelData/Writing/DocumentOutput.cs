using System.Buffers;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Writing;

/// <summary>One JSON document, written whole.</summary>
internal sealed class DocumentOutput<TDocument>(BlobOutput blob, DocumentModel<TDocument> model, AttemptProgress progress) : ModelOutput(blob)
{
    private bool _written;

    public override long Rows => _written ? 1 : 0;

    public async Task WriteAsync(TDocument document, CancellationToken cancellationToken)
    {
        var content = Serialize(document);
        Blob.AppendContent(content.WrittenSpan);
        await Blob.WriteAsync(content.WrittenMemory, cancellationToken);
        _written = true;
        progress.AddRow();
    }

    public override void EnsureCommittable()
    {
        base.EnsureCommittable();
        if (!_written)
        {
            throw new InvalidOperationException($"The document of the output '{Model.Name}' was not written completely.");
        }
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private ArrayBufferWriter<byte> Serialize(TDocument document)
    {
        var content = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(content, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true });
        try
        {
            JsonSerializer.Serialize(json, document, model.DocumentTypeInfo);
            json.Flush();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new PermanentTaskException($"The document of output '{Model.Name}' can't be written as JSON: {exception.Message}", exception);
        }

        return content;
    }
}

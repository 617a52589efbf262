using System.Buffers;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Writing;

/// <summary>One JSON document, written whole.</summary>
internal sealed class DocumentOutput<TDocument>(BlobOutput blob, DocumentModel<TDocument> model, AttemptProgress progress) : ModelOutput
{
    private bool _written;

    public override Model Model => model;

    public override string Version => blob.Version;

    public override long Rows => _written ? 1 : 0;

    public async Task WriteAsync(TDocument document, CancellationToken cancellationToken)
    {
        var content = Serialize(document);
        blob.AppendContent(content.WrittenSpan);
        await blob.WriteAsync(content.WrittenMemory, cancellationToken);
        _written = true;
        progress.AddRow();
    }

    public override void EnsureCommittable()
    {
        blob.EnsureWritable();
        if (!_written)
        {
            throw new InvalidOperationException($"The document of the output '{model.Name}' was not written completely.");
        }
    }

    public override Task<WrittenContent> CommitAsync(CancellationToken cancellationToken) => blob.CommitAsync(Rows, cancellationToken);

    public override ValueTask DisposeAsync() => blob.DisposeAsync();

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
            throw new PermanentTaskException($"The document of output '{model.Name}' can't be written as JSON: {exception.Message}", exception);
        }

        return content;
    }
}

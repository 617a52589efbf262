using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData.Csv;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Reading;

/// <summary>Reads exact versions. How a version is stored is taken from its record, not from the model's settings of today.</summary>
internal sealed class VersionReader(IObjectStore store)
{
    public Task<ContentStream> OpenAsync(ModelVersion version, CancellationToken cancellationToken) =>
        ContentStream.OpenAsync(store, version, cancellationToken);

    /// <summary>Streams rows. The bytes are verified when the last row has been read, so rows may have been returned before damage is found.</summary>
    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(ModelVersion version, JsonTypeInfo<TRow> rowType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (version.Format is not (ModelFormat.JsonLines or ModelFormat.Csv))
        {
            throw ModelContentException.WrongKind(version, "rows");
        }

        await using var content = await OpenAsync(version, cancellationToken);
        await using IRowDecoder decoder = version.Format == ModelFormat.Csv ? new CsvRowDecoder(content, rowType) : new JsonLinesDecoder(content);
        while (await NextAsync(decoder, content, version, typeof(TRow), cancellationToken))
        {
            TRow? row = default;
            Exception? problem = null;
            try
            {
                row = JsonSerializer.Deserialize(decoder.Row, rowType) ?? throw new FormatException("The row is null.");
            }
            catch (Exception exception) when (IsAboutContent(exception))
            {
                problem = exception;
            }

            if (problem is not null)
            {
                await content.VerifyAsync(cancellationToken);
                throw ModelContentException.Malformed(version, decoder.Line, typeof(TRow), problem);
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return row!;
        }
    }

    public async Task<TDocument> ReadDocumentAsync<TDocument>(ModelVersion version, JsonTypeInfo<TDocument> documentType, CancellationToken cancellationToken)
    {
        if (version.Format != ModelFormat.Json)
        {
            throw ModelContentException.WrongKind(version, "a document");
        }

        await using var content = await OpenAsync(version, cancellationToken);
        try
        {
            return (await JsonSerializer.DeserializeAsync(content, documentType, cancellationToken))!;
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            await content.VerifyAsync(cancellationToken);
            throw ModelContentException.Malformed(version, exception is JsonException { LineNumber: { } line } ? line + 1 : 1, typeof(TDocument), exception);
        }
    }

    private static async ValueTask<bool> NextAsync(IRowDecoder decoder, ContentStream content, ModelVersion version, Type rowType, CancellationToken cancellationToken)
    {
        try
        {
            return await decoder.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            await content.VerifyAsync(cancellationToken);
            throw ModelContentException.Malformed(version, decoder.Line, rowType, exception);
        }
    }

    // Apart from the serializer's and the decoders' own, what a converter or a constructor of the row throws.
    private static bool IsAboutContent(Exception exception) =>
        exception is JsonException or FormatException or NotSupportedException or ArgumentException or InvalidOperationException or OverflowException;
}

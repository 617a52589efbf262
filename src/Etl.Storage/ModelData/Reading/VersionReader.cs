using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.ModelData.Csv;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Reading;

/// <summary>Reads exact versions. How a version is stored is taken from its record, not from the model's settings of today.</summary>
internal sealed class VersionReader(IObjectStore store, BlobCache? cache)
{
    /// <summary>Opens the uncompressed bytes of all parts, one after the other.</summary>
    public async Task<Stream> OpenAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var parts = version.AllParts;
        var first = await OpenPartAsync(version, parts[0], cancellationToken);
        return parts.Count == 1 ? first : new PartsStream(first, parts, version.Format == ModelFormat.Csv, (part, token) => OpenPartAsync(version, part, token));
    }

    /// <summary>Streams rows. The bytes are verified when the last row has been read, so rows may have been returned before damage is found.</summary>
    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(ModelVersion version, JsonTypeInfo<TRow> rowType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (version.Format is not (ModelFormat.JsonLines or ModelFormat.Csv))
        {
            throw ModelContentException.WrongKind(version, "rows");
        }

        foreach (var part in version.AllParts)
        {
            await using var content = await OpenPartAsync(version, part, cancellationToken);
            await using IRowDecoder decoder = version.Format == ModelFormat.Csv ? new CsvRowDecoder(content, rowType) : new JsonLinesDecoder(content);
            while (await NextAsync(decoder, content, version, part, typeof(TRow), cancellationToken))
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
                    throw ModelContentException.Malformed(version, part, decoder.Line, typeof(TRow), problem);
                }

                cancellationToken.ThrowIfCancellationRequested();
                yield return row!;
            }
        }
    }

    public async Task<TDocument> ReadDocumentAsync<TDocument>(ModelVersion version, JsonTypeInfo<TDocument> documentType, CancellationToken cancellationToken)
    {
        if (version.Format != ModelFormat.Json)
        {
            throw ModelContentException.WrongKind(version, "a document");
        }

        var part = version.AllParts[0];
        await using var content = await OpenPartAsync(version, part, cancellationToken);
        try
        {
            return (await JsonSerializer.DeserializeAsync(content, documentType, cancellationToken))!;
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            await content.VerifyAsync(cancellationToken);
            throw ModelContentException.Malformed(version, part, exception is JsonException { LineNumber: { } line } ? line + 1 : 1, typeof(TDocument), exception);
        }
    }

    private Task<ContentStream> OpenPartAsync(ModelVersion version, VersionPart part, CancellationToken cancellationToken) =>
        ContentStream.OpenAsync(store, cache, version, part, cancellationToken);

    private static async ValueTask<bool> NextAsync(IRowDecoder decoder, ContentStream content, ModelVersion version, VersionPart part, Type rowType, CancellationToken cancellationToken)
    {
        try
        {
            return await decoder.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            await content.VerifyAsync(cancellationToken);
            throw ModelContentException.Malformed(version, part, decoder.Line, rowType, exception);
        }
    }

    // Apart from the serializer's and the decoders' own, what a converter or a constructor of the row throws.
    private static bool IsAboutContent(Exception exception) =>
        exception is JsonException or FormatException or NotSupportedException or ArgumentException or InvalidOperationException or OverflowException;
}

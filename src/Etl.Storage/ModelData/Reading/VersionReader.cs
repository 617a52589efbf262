using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Streams;
using Etl.Storage.Caching;
using Etl.Storage.ModelData.Csv;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Reading;

/// <summary>Reads exact versions. How a version is stored is taken from its record, not from the model's settings of today.</summary>
internal sealed class VersionReader(IObjectStore store, BlobCache? cache, TimeProvider time)
{
    private readonly SharedReadings _shared = new(time);

    /// <summary>Opens the uncompressed bytes of all parts, one after the other.</summary>
    public async Task<Stream> OpenAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var parts = version.AllParts;
        var first = await OpenPartAsync(version, parts[0], cancellationToken);
        return parts.Count == 1 ? first : new PartsStream(first, parts, version.Format == ModelFormat.Csv, (part, token) => OpenPartAsync(version, part, token));
    }

    /// <summary>
    /// Streams the rows of versions, one after the other, read ahead by a worker. The bytes are verified when the last row of a part has been read, so rows may
    /// have been returned before damage is found.
    /// </summary>
    /// <param name="versions">Asked for when the first row is.</param>
    /// <param name="rowType">Of all versions.</param>
    /// <param name="stopping">When one of them is set, enumerating throws.</param>
    public IAsyncEnumerable<TRow> ReadRows<TRow>(Func<IReadOnlyList<ModelVersion>> versions, JsonTypeInfo<TRow> rowType, params IReadOnlyList<CancellationToken> stopping) => new ReadAhead<TRow>(
        async (rows, cancellationToken) =>
        {
            var reader = new RowReader<TRow>(rowType);
            foreach (var version in versions())
            {
                EnsureRows(version);
                foreach (var part in version.AllParts)
                {
                    await ReadPartAsync(version, part, reader, rowType, rows, cancellationToken);
                }
            }
        },
        stopping)
    {
        Sharing = ImmutableRows.Are(typeof(TRow)) ? (_shared, () => versions() is [var version] ? (version.Blob, version.BlobSha256, rowType) : null) : null,
    };

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

    private async Task ReadPartAsync<TRow>(ModelVersion version, VersionPart part, RowReader<TRow> reader, JsonTypeInfo<TRow> rowType, ReadAheadWriter<TRow> rows, CancellationToken cancellationToken)
    {
        await using var content = await OpenPartAsync(version, part, cancellationToken);
        await using IRowDecoder decoder = version.Format == ModelFormat.Csv ? new CsvRowDecoder(content, rowType) : new JsonLinesDecoder(content);
        try
        {
            while (decoder.TryRead() || await decoder.ReadAsync(cancellationToken))
            {
                await rows.WriteAsync(reader.Read(decoder.Row));
            }
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            await content.VerifyAsync(cancellationToken);
            throw ModelContentException.Malformed(version, part, decoder.Line, typeof(TRow), exception);
        }
    }

    private static void EnsureRows(ModelVersion version)
    {
        if (version.Format is not (ModelFormat.JsonLines or ModelFormat.Csv))
        {
            throw ModelContentException.WrongKind(version, "rows");
        }
    }

    // Apart from the serializer's and the decoders' own, what a converter or a constructor of the row throws.
    private static bool IsAboutContent(Exception exception) =>
        exception is JsonException or FormatException or NotSupportedException or ArgumentException or InvalidOperationException or OverflowException;
}

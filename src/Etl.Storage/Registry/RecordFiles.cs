using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Text;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Records of one kind as JSON objects in the store. Every read checks the schema number first.</summary>
internal sealed class RecordFiles<T>(IObjectStore store, int currentSchema)
    where T : class
{
    public async Task<T?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.TryReadAsync(name, cancellationToken) is { } stored ? Parse(name, stored.Content) : null;

    /// <summary>The record together with the ETag for replacing it.</summary>
    public async Task<(T Record, string ETag)?> FindForReplaceAsync(string name, CancellationToken cancellationToken) =>
        await store.TryReadAsync(name, cancellationToken) is { } stored ? (Parse(name, stored.Content), stored.ETag) : null;

    /// <summary>
    /// Puts a record that is never changed again, and returns the one that was put first. A put whose answer was lost may have been
    /// retried and so have lost to itself: it is recognised by its whole content.
    /// </summary>
    /// <exception cref="StoreException">The store fails, or refuses again and again what is not there (transient).</exception>
    public async Task<(T Record, bool IsMine)> PutOnceAsync(string name, T record, CancellationToken cancellationToken)
    {
        var content = Serialize(record);
        var first = await store.PutOnceAsync(name, content, cancellationToken);
        LargeDocuments.Collect(content.Length);
        return first.Span.SequenceEqual(content) ? (record, true) : (Parse(name, first), false);
    }

    public static byte[] Serialize(T record) => JsonSegments.ToUtf8Bytes(record, RegistryJson.Options);

    private T Parse(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            // On its own: a newer record may not have the members that this version asks for.
            var schema = JsonSerializer.Deserialize<SchemaNumber>(content.Span, RegistryJson.Options)?.Schema
                ?? throw RecordFormatException.Damaged(store.Description, name, "It is not a JSON object.");
            if (schema > currentSchema)
            {
                throw RecordFormatException.Newer(name, schema, currentSchema);
            }

            return JsonSerializer.Deserialize<T>(content.Span, RegistryJson.Options)!;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException)
        {
            // That message names a type of this program.
            var problem = exception is JsonException json && json.Message.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal)
                ? $"It has a value of another kind than expected at {json.Path}."
                : exception.Message;
            throw RecordFormatException.Damaged(store.Description, name, problem, exception);
        }
    }

    private sealed record SchemaNumber(int Schema);
}

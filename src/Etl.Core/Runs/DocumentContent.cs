using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Runs;

/// <summary>A document as a store would keep it, as JSON: each reader gets an object of its own.</summary>
internal sealed class DocumentContent<TDocument>(TDocument document, JsonTypeInfo<TDocument> typeInfo)
{
    private readonly byte[] _json = JsonSerializer.SerializeToUtf8Bytes(document, typeInfo);

    public long Bytes => _json.Length;

    public TDocument Read() => JsonSerializer.Deserialize(_json, typeInfo)!;
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Checks.Keys;

/// <summary>Turns keys into records, through buffers that are made once. Not thread-safe.</summary>
internal sealed class KeyWriter<TKey>
{
    private readonly JsonTypeInfo<TKey> _type = (JsonTypeInfo<TKey>)KeyJson.Options.GetTypeInfo(typeof(TKey));
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly Utf8JsonWriter _json;

    public KeyWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = KeyJson.Options.Encoder, SkipValidation = true });

    /// <summary>False for null. A key of more than 16 bytes of JSON is known by half of its SHA-256: among a billion keys, the odds that two different ones have the same are 1 to 10^20.</summary>
    public bool TryWrite(TKey key, long row, out KeyRecord record)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, key, _type);
        _json.Flush();
        if (_buffer.WrittenSpan.SequenceEqual("null"u8))
        {
            record = default;
            return false;
        }

        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        if (_buffer.WrittenCount <= KeyRecord.IdBytes)
        {
            // JSON has no zero bytes, so the key is as good as its hash.
            id.Clear();
            _buffer.WrittenSpan.CopyTo(id);
        }
        else
        {
            SHA256.HashData(_buffer.WrittenSpan, id);
        }

        record = new KeyRecord(BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt64BigEndian(id[8..]), row, _buffer.WrittenSpan);
        return true;
    }
}

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

    /// <summary>False for null. The hash is half of a SHA-256: among a billion keys, the odds that two different ones have the same are 1 to 10^20.</summary>
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

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.WrittenSpan, hash);
        record = new KeyRecord(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]), row, _buffer.WrittenSpan);
        return true;
    }
}

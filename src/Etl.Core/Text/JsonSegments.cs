using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Etl.Core.Text;

/// <summary>
/// Writes JSON of any size. The serializer's own ways take arrays as large as the whole document from the shared pool, which keeps them, for each thread: of a wide run they would be most of
/// its memory. Here a document that is longer than a segment is written twice: to know its length, and into an array of just that length.
/// </summary>
public static class JsonSegments
{
    private const int SegmentBytes = 32 * 1024;

    /// <summary>The same bytes as <see cref="JsonSerializer.SerializeToUtf8Bytes{TValue}(TValue, JsonSerializerOptions)"/>. The value must not change meanwhile.</summary>
    public static byte[] ToUtf8Bytes(object value, JsonSerializerOptions options)
    {
        using var first = new Segment(whole: null);
        return Write(value, options, first) is { } json ? json.ToArray() : WriteAgain(value, options, first.Length);
    }

    /// <summary>The same text as <see cref="JsonSerializer.Serialize(object, Type, JsonSerializerOptions)"/> of the value's own type. The value must not change meanwhile.</summary>
    public static string ToText(object value, JsonSerializerOptions options)
    {
        using var first = new Segment(whole: null);
        return Encoding.UTF8.GetString(Write(value, options, first) is { } json ? json.Span : WriteAgain(value, options, first.Length));
    }

    private static byte[] WriteAgain(object value, JsonSerializerOptions options, int length)
    {
        var whole = GC.AllocateUninitializedArray<byte>(length);
        using var again = new Segment(whole);
        Write(value, options, again);
        return again.Length == length ? whole : throw new InvalidOperationException($"A value of type {value.GetType()} was changed while it was written.");
    }

    /// <summary>What was written, if it is in the segment.</summary>
    private static ReadOnlyMemory<byte>? Write(object value, JsonSerializerOptions options, Segment segment)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        using (var writer = new Utf8JsonWriter(segment, new JsonWriterOptions { Encoder = options.Encoder, Indented = options.WriteIndented, SkipValidation = true }))
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
        }

        return segment.Written;
    }

    /// <summary>Takes what is written, and keeps it in an array, or as long as it is short; else only counts it.</summary>
    private sealed class Segment(byte[]? whole) : IBufferWriter<byte>, IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(SegmentBytes);
        private bool _isAll = whole is null;

        public int Length { get; private set; }

        /// <summary>All of it; null when that was too long.</summary>
        public ReadOnlyMemory<byte>? Written => _isAll ? _bytes.AsMemory(0, Length) : default(ReadOnlyMemory<byte>?);

        public void Advance(int count)
        {
            if (whole is not null)
            {
                _bytes.AsSpan(0, count).CopyTo(whole.AsSpan(Length));
            }

            Length = checked(Length + count);
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_isAll && _bytes.Length - Length > sizeHint)
            {
                return _bytes.AsMemory(Length);
            }

            _isAll = false;
            if (_bytes.Length < sizeHint)
            {
                // A single value that is longer than a segment.
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(sizeHint);
            }

            return _bytes;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}

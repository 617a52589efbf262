using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Etl.Core.Text;

/// <summary>
/// Writes JSON of any size. The serializer's own ways take arrays as large as the whole document from the shared pool, which keeps them, for each thread: of a wide run
/// they would be most of its memory.
/// </summary>
public static class JsonSegments
{
    private const int SegmentBytes = 32 * 1024;
    private static readonly PipeOptions Segments = new(minimumSegmentSize: SegmentBytes, pauseWriterThreshold: 0, useSynchronizationContext: false);

    /// <summary>The same bytes as <see cref="JsonSerializer.SerializeToUtf8Bytes{TValue}(TValue, JsonSerializerOptions)"/>.</summary>
    public static byte[] ToUtf8Bytes(object value, JsonSerializerOptions options) => Write(value, options, static json => json.ToArray());

    /// <summary>The same text as <see cref="JsonSerializer.Serialize(object, Type, JsonSerializerOptions)"/> of the value's own type.</summary>
    public static string ToText(object value, JsonSerializerOptions options) => Write(value, options, static json => Encoding.UTF8.GetString(json));

    private static T Write<T>(object value, JsonSerializerOptions options, Func<ReadOnlySequence<byte>, T> read)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var pipe = new Pipe(Segments);
        try
        {
            using (var writer = new Utf8JsonWriter(pipe.Writer, new JsonWriterOptions { Encoder = options.Encoder, Indented = options.WriteIndented, SkipValidation = true }))
            {
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
            }

            pipe.Writer.Complete();
            return pipe.Reader.TryRead(out var json) ? read(json.Buffer) : throw new InvalidOperationException("Nothing was written.");
        }
        finally
        {
            pipe.Writer.Complete();
            pipe.Reader.Complete();
        }
    }
}

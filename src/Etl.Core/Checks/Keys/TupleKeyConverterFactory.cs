using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Etl.Core.Checks.Keys;

/// <summary>Tuples as arrays, without a box. The serializer itself would write every tuple as an empty object.</summary>
internal sealed class TupleKeyConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsValueType && typeof(ITuple).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = typeToConvert.GetGenericArguments();
        var converter = parts.Length switch
        {
            2 => typeof(Pair<,>),
            3 => typeof(Triple<,,>),
            4 => typeof(Quadruple<,,,>),
            _ => throw new NotSupportedException($"A key that is a tuple has two to four parts, not {parts.Length}. Use a record for more."),
        };
        return (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(parts), options)!;
    }

    private sealed class Pair<T1, T2>(JsonSerializerOptions options) : KeyJson.WriteOnly<(T1, T2)>
    {
        private readonly Part<T1> _first = new(options);
        private readonly Part<T2> _second = new(options);

        public override void Write(Utf8JsonWriter writer, (T1, T2) value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            _first.Write(writer, value.Item1, options);
            _second.Write(writer, value.Item2, options);
            writer.WriteEndArray();
        }
    }

    private sealed class Triple<T1, T2, T3>(JsonSerializerOptions options) : KeyJson.WriteOnly<(T1, T2, T3)>
    {
        private readonly Part<T1> _first = new(options);
        private readonly Part<T2> _second = new(options);
        private readonly Part<T3> _third = new(options);

        public override void Write(Utf8JsonWriter writer, (T1, T2, T3) value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            _first.Write(writer, value.Item1, options);
            _second.Write(writer, value.Item2, options);
            _third.Write(writer, value.Item3, options);
            writer.WriteEndArray();
        }
    }

    private sealed class Quadruple<T1, T2, T3, T4>(JsonSerializerOptions options) : KeyJson.WriteOnly<(T1, T2, T3, T4)>
    {
        private readonly Part<T1> _first = new(options);
        private readonly Part<T2> _second = new(options);
        private readonly Part<T3> _third = new(options);
        private readonly Part<T4> _fourth = new(options);

        public override void Write(Utf8JsonWriter writer, (T1, T2, T3, T4) value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            _first.Write(writer, value.Item1, options);
            _second.Write(writer, value.Item2, options);
            _third.Write(writer, value.Item3, options);
            _fourth.Write(writer, value.Item4, options);
            writer.WriteEndArray();
        }
    }

    private readonly struct Part<T>(JsonSerializerOptions options)
    {
        private readonly JsonConverter<T> _converter = (JsonConverter<T>)options.GetConverter(typeof(T));

        public void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            // Nullable values are for their converter: asking them here could make a box.
            if (!typeof(T).IsValueType && value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                _converter.Write(writer, value, options);
            }
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Models;

namespace Etl.Core.Checks.Keys;

/// <summary>The JSON dialect of keys: that of rows, with tuples, and with one text for equal numbers and equal points in time.</summary>
internal static class KeyJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ModelJson.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
        options.Converters.Insert(0, new TupleKeyConverterFactory());
        options.Converters.Insert(0, new DecimalKey());
        options.Converters.Insert(0, new DoubleKey());
        options.Converters.Insert(0, new SingleKey());
        options.Converters.Insert(0, new TimeKey());
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Keys are never read.</summary>
    internal abstract class WriteOnly<T> : JsonConverter<T>
    {
        public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class DecimalKey : WriteOnly<decimal>
    {
        // Dividing by this one takes the trailing zeros away.
        private const decimal One = 1.0000000000000000000000000000m;

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value / One);
    }

    private sealed class DoubleKey : WriteOnly<double>
    {
        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value == 0 ? 0 : value);
            }
            else
            {
                writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            }
        }
    }

    private sealed class SingleKey : WriteOnly<float>
    {
        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
            {
                writer.WriteNumberValue(value == 0 ? 0 : value);
            }
            else
            {
                writer.WriteStringValue(float.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            }
        }
    }

    private sealed class TimeKey : WriteOnly<DateTimeOffset>
    {
        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToUniversalTime());
    }
}

using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Json;

/// <summary>The generated metadata writes what reflection writes, byte for byte: otherwise content hashes would change.</summary>
public sealed class RowJsonTests
{
    private static readonly string[] Texts = ["", "Österreich <b>\"'&+", "\u0000\u2028\\ 東京 😀", "plain"];

    public static TheoryData<Type> RowModels =>
        [.. typeof(Bookings).Assembly.GetTypes().Where(type => !type.IsAbstract && RowTypeOf(type) is not null)];

    [Theory]
    [MemberData(nameof(RowModels))]
    public void AnyRow_IsWrittenAsReflectionWritesIt_AndReadBack(Type model) =>
        typeof(RowJsonTests).GetMethod(nameof(Check), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(RowTypeOf(model)!).Invoke(null, [Create(model)]);

    [Fact]
    public void Documents_AreNone() =>
        Assert.DoesNotContain(typeof(Bookings).Assembly.GetTypes(), type => type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(DocumentModel<>));

    private static void Check<TRow>(Model<TRow> model)
    {
        var generated = model.RowTypeInfo;
        Assert.NotSame(ModelJson.TypeInfo<TRow>(), generated);
        Assert.NotNull(generated.OriginatingResolver as System.Text.Json.Serialization.JsonSerializerContext);
        for (var seed = 0; seed < 200; seed++)
        {
            var row = (TRow)Fill(typeof(TRow), new Random(seed));
            var expected = Write(row, ModelJson.TypeInfo<TRow>());
            Assert.Equal(expected, Write(row, generated));
            Assert.Equal(row, JsonSerializer.Deserialize(expected, generated));
        }
    }

    private static string Write<TRow>(TRow row, JsonTypeInfo<TRow> rowType)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = ModelJson.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, row, rowType);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static Type? RowTypeOf(Type model)
    {
        var parent = model.BaseType;
        while (parent is not null && !(parent.IsGenericType && parent.GetGenericTypeDefinition() == typeof(Model<>)))
        {
            parent = parent.BaseType;
        }

        return parent?.GetGenericArguments()[0];
    }

    private static object Create(Type model)
    {
        var constructor = Assert.Single(model.GetConstructors());
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)]);
    }

    private static object Fill(Type row, Random random)
    {
        var constructor = row.GetConstructors()[0];
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter, random))]);
    }

    private static object? Value(ParameterInfo parameter, Random random)
    {
        var nullable = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return nullable && random.Next(3) == 0 ? null : type switch
        {
            _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
            _ when type == typeof(int) => random.Next(-5, int.MaxValue),
            _ when type == typeof(long) => random.NextInt64(-5, long.MaxValue),
            _ when type == typeof(bool) => random.Next(2) == 0,
            _ when type == typeof(double) => random.NextDouble() * Math.Pow(10, random.Next(-20, 20)),
            _ when type == typeof(decimal) => new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(6)),
            _ when type == typeof(DateOnly) => new DateOnly(2000, 1, 1).AddDays(random.Next(20_000)),
            { IsEnum: true } => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
            _ => throw new NotSupportedException($"{type}: add values for it."),
        };
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Storage.ModelData.Compiled;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.ModelData.Writing;

namespace Etl.Storage.Tests.ModelData;

/// <summary>Compiled code is a faster way to what the serializer does, and nothing else.</summary>
public sealed class CompiledRowTests
{
    private static readonly JsonTypeInfo<Sale> SaleType = ModelJson.TypeInfo<Sale>();

    public static TheoryData<Sale> Sales =>
    [
        new Sale("", null, false, 0, 0, 0m, DateOnly.MinValue),
        new Sale("Online TA/TO", "a", true, 7, -7, 88m, new DateOnly(2015, 7, 1)),
        new Sale("x", "Check-Out", true, int.MinValue, 123_456_789_012_345_678, 40.81m, new DateOnly(2016, 2, 29)),
        new Sale("`~!@#$%^&*()_+-=[]{}|;':,./<>?", "NULL", false, int.MaxValue, -123_456_789_012_345_678, -0.50m, DateOnly.MaxValue),
        new Sale(new string('z', 500), "null", false, 10, 100, 0.000m, new DateOnly(999, 12, 31)),
        new Sale("12345678901234567890123456789012", "123456789012345678901234567890123", false, -1, 1, 123456789012345.678m, new DateOnly(2000, 1, 1)),
    ];

    public static TheoryData<Sale> SalesForTheSerializer =>
    [
        new Sale("quoted \"text\"", "back\\slash", false, 0, 0, 0m, DateOnly.MinValue),
        new Sale("line\nfeed", "\u007f", false, 0, 0, 0m, DateOnly.MinValue),
    ];

    [Theory]
    [MemberData(nameof(Sales))]
    public void ARow_IsWrittenAsTheSerializerWritesIt(Sale sale)
    {
        Assert.True(TryWrite(sale, out var json));
        Assert.Equal(Serialized(sale), json);
    }

    [Theory]
    [MemberData(nameof(SalesForTheSerializer))]
    public void ARowWithTextToEscape_IsLeftToTheSerializer(Sale sale)
    {
        Assert.False(TryWrite(sale, out var json));
        Assert.Equal("", json);
    }

    [Theory]
    [MemberData(nameof(Sales))]
    public void ARow_IsReadBack(Sale sale)
    {
        var reader = Reader();

        Assert.Equal(sale, Read(reader, Serialized(sale)));
        Assert.True(reader.WasCompiled);
    }

    [Theory]
    [MemberData(nameof(SalesForTheSerializer))]
    public void ARowWithEscapes_IsReadBackByTheSerializer(Sale sale)
    {
        var reader = Reader();

        Assert.Equal(sale, Read(reader, Serialized(sale)));
        Assert.False(reader.WasCompiled);
    }

    [Fact]
    public void ExtremeNumbers_AreReadBack()
    {
        var sale = new Sale("Ünïcödé 🏨", "é", false, 0, long.MinValue, decimal.MaxValue, DateOnly.MinValue);

        Assert.Equal(sale, Read(Reader(), Serialized(sale)));
        Assert.Equal(sale with { Cents = long.MaxValue, Price = decimal.MinValue }, Read(Reader(), Serialized(sale with { Cents = long.MaxValue, Price = decimal.MinValue })));
    }

    [Fact]
    public void TrailingZerosOfAPrice_AreKept()
    {
        var json = """{"room":"A","note":null,"isPaid":true,"guests":1,"cents":2,"price":88.00,"date":"2015-07-01"}""";
        var reader = Reader();

        Assert.Equal("88.00", Read(reader, json).Price.ToString());
        Assert.True(reader.WasCompiled);
    }

    [Theory]
    [InlineData("""{ "room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"} """)]
    [InlineData("""{"note":"n","room":"A","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01","more":1}""")]
    [InlineData("""{"room":"\u0041","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1e0,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3e2,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":-0,"price":-0.0,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":1234567890123456789.5,"date":"2015-07-01"}""")]
    [InlineData("{}")]
    public void OtherJson_IsReadAsTheSerializerReadsIt(string json)
    {
        var reader = Reader();
        var expected = Outcome(() => JsonSerializer.Deserialize(json, SaleType)!);

        Assert.Equal(expected, Outcome(() => Read(reader, json)));
        Assert.False(reader.WasCompiled);
    }

    [Theory]
    [InlineData("""{"room":"A","note":"n","isPaid":tru,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":nul,"isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":01,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":4000000000,"cents":2,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":92233720368547758070,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":-,"price":3,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":.5,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":5.,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":00.5,"date":"2015-07-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-02-29"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-7-01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015/07/01"}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":null}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01"}}""")]
    [InlineData("""{"room":"A","note":"n","isPaid":true,"guests":1,"cents":2,"price":3,"date":"2015-07-01" """)]
    [InlineData("""{"room":"A","note":"n""")]
    [InlineData("""{"room":""")]
    [InlineData("")]
    public void JsonThatTheSerializerRefuses_IsRefused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, SaleType));

        Assert.Throws<JsonException>(() => Read(Reader(), json));
    }

    [Fact]
    public void TextThatIsNotUtf8_IsRefused()
    {
        var json = Encoding.UTF8.GetBytes(Serialized(new Sale("A?B", null, false, 0, 0, 0m, DateOnly.MinValue)));
        json[json.IndexOf((byte)'?')] = 0xFF;

        Assert.ThrowsAny<Exception>(() => Reader().Read(json));
    }

    [Fact]
    public void TextsThatComeAgain_AreTheSameString()
    {
        var reader = Reader();
        var json = Serialized(new Sale("Online TA", null, false, 0, 0, 0m, DateOnly.MinValue));

        Assert.Same(Read(reader, json).Room, Read(reader, json).Room);
    }

    [Fact]
    public void TextsThatComeAgain_AreToldApart()
    {
        var pool = new TextPool();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                var text = $"{i}";
                Assert.Equal(text, pool.Get(Encoding.UTF8.GetBytes(text)));
            }
        }

        Assert.Equal("é", pool.Get("é"u8));
        Assert.Equal("é", pool.Get("é"u8));
    }

    [Fact]
    public void TypesWithRulesOfTheirOwn_AreLeftToTheSerializer()
    {
        Assert.NotNull(CompiledReader<Sale>.TryCreate(SaleType));
        Assert.NotNull(CompiledWriter<Sale>.TryCreate(SaleType));
        AssertLeft<WithConverter>();
        AssertLeft<WithIgnored>();
        AssertLeft<WithOtherType>();
        AssertLeft<WithExtension>();
        AssertLeft<WithStrings>();
        AssertLeft<JsonElement>();
        Assert.Null(CompiledReader<WithoutConstructor>.TryCreate(ModelJson.TypeInfo<WithoutConstructor>()));
        Assert.Null(CompiledReader<WithComputed>.TryCreate(ModelJson.TypeInfo<WithComputed>()));
    }

    private static void AssertLeft<TRow>()
    {
        Assert.Null(CompiledReader<TRow>.TryCreate(ModelJson.TypeInfo<TRow>()));
        Assert.Null(CompiledWriter<TRow>.TryCreate(ModelJson.TypeInfo<TRow>()));
    }

    private static string Serialized(Sale sale) => JsonSerializer.Serialize(sale, SaleType);

    private static bool TryWrite(Sale sale, out string json)
    {
        var writer = CompiledWriter<Sale>.TryCreate(SaleType)!;
        var chunk = new RowChunk(ArrayPool<byte>.Shared, 16);
        var isWritten = writer.TryWrite(writer.CreatePen(), sale, chunk);
        json = Encoding.UTF8.GetString(chunk.Bytes.Span);
        chunk.Return();
        return isWritten;
    }

    /// <summary>One that has read enough rows to compile.</summary>
    private static RowReader<Sale> Reader()
    {
        var reader = new RowReader<Sale>(SaleType);
        var row = Serialized(new Sale("A", "B", false, 1, 2, 3m, DateOnly.MinValue));
        for (var i = 0; i <= PlainType.RowsBeforeCompiling; i++)
        {
            Read(reader, row);
        }

        return reader;
    }

    private static Sale Read(RowReader<Sale> reader, string json) => reader.Read(Encoding.UTF8.GetBytes(json));

    private static string Outcome(Func<Sale> read)
    {
        try
        {
            return read().ToString();
        }
        catch (JsonException)
        {
            return "refused";
        }
    }

    public sealed record Sale(string Room, string? Note, bool IsPaid, int Guests, long Cents, decimal Price, DateOnly Date);

    private sealed record WithConverter([property: JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))] DayOfWeek Day);

    private sealed record WithIgnored(string Room, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note);

    private sealed record WithOtherType(string Room, Guid Id);

    private sealed record WithStrings(string Room, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] int Number);

    private sealed record WithExtension(string Room)
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; init; }
    }

    private sealed record WithComputed(string Room, int Guests)
    {
        public int Beds => Guests * 2;
    }

    private sealed class WithoutConstructor
    {
        public string Room { get; set; } = "";
    }
}

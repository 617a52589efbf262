using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Schemas;

namespace Etl.Core.Tests.Schemas;

public sealed class ModelSchemaTests
{
    [Fact]
    public void Columns_AreThoseOfTheJson()
    {
        var schema = Of<Everything>();

        Assert.Equal(
            [
                "id integer",
                "name string",
                "nick string?",
                "adr decimal",
                "share number",
                "count integer?",
                "isOpen boolean",
                "date date",
                "time time",
                "at date-time",
                "since date-time?",
                "took duration",
                "key uuid",
                "kind one of Small, Large",
                "flags string",
                "tags list of string",
                "scores list of list of integer",
                "byName map of decimal",
                "bytes string",
                "raw any",
                "odd any",
                "room-number integer",
                "maybe integer?",
                "guest object",
                "guest.name string",
                "guest.friend object?",
                "rooms list of object?",
                "rooms[].number integer",
            ],
            schema.Columns.Select(column => $"{column.Name} {column.Type}{(column.IsNullable ? "?" : "")}"));
    }

    [Fact]
    public void Enumeration_ThatIsWrittenAsNumber_IsOne()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver };

        var schema = ModelSchema.Of(options.GetTypeInfo(typeof(Sized)));

        Assert.Equal(new SchemaColumn("Kind", "integer", IsNullable: false), Assert.Single(schema.Columns));
    }

    [Fact]
    public void Row_ThatIsNoObject_HasOneColumn()
    {
        Assert.Equal([new SchemaColumn("$", "integer", false)], Of<int>().Columns);
        Assert.Equal(["$", "$[].number"], Of<List<Room>>().Columns.Select(column => column.Name));
    }

    [Fact]
    public void Hash_DependsOnNamesTypesNullsAndOrder()
    {
        SchemaColumn[] columns = [new("a", "integer", false), new("b", "string", false)];
        ModelSchema[] schemas =
        [
            new(columns),
            new([columns[1], columns[0]]),
            new([columns[0]]),
            new([columns[0] with { Name = "c" }, columns[1]]),
            new([columns[0] with { Type = "number" }, columns[1]]),
            new([columns[0] with { IsNullable = true }, columns[1]]),
        ];

        Assert.Equal(schemas.Length, schemas.Select(schema => schema.Hash()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(schemas[0].Hash(), new ModelSchema([.. columns]).Hash());
    }

    [Fact]
    public void Hash_StaysTheSame()
    {
        // Of records that are written already.
        Assert.Equal("1f02d4a3", new ModelSchema([new("a", "integer", false)]).Hash()[..8]);
    }

    [Fact]
    public void Schema_SurvivesARecord()
    {
        var schema = Of<Everything>();

        var read = JsonSerializer.Deserialize<ModelSchema>(JsonSerializer.Serialize(schema, RegistryJson.Options), RegistryJson.Options)!;

        Assert.Equal(schema.Hash(), read.Hash());
    }

    private static ModelSchema Of<T>() => ModelSchema.Of(ModelJson.TypeInfo<T>());

    private enum Kind
    {
        Small,
        Large,
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        One = 1,
        Two = 2,
    }

    private sealed record Sized(Kind Kind);

    private sealed record Room(int Number);

    private sealed record Guest(string Name, Guest? Friend);

    private sealed record Everything(
        long Id,
        string Name,
        string? Nick,
        decimal Adr,
        double Share,
        int? Count,
        bool IsOpen,
        DateOnly Date,
        TimeOnly Time,
        DateTime At,
        DateTimeOffset? Since,
        TimeSpan Took,
        Guid Key,
        Kind Kind,
        Flags Flags,
        IReadOnlyList<string> Tags,
        int[][] Scores,
        IReadOnlyDictionary<string, decimal> ByName,
        byte[] Bytes,
        JsonElement Raw,
        [property: JsonConverter(typeof(OddConverter))] int Odd,
        [property: JsonPropertyName("room-number")] int RoomNumber,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Maybe,
        [property: JsonIgnore] int Hidden,
        Guest Guest,
        IReadOnlyList<Room>? Rooms);

    private sealed class OddConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => 0;

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteStringValue("odd");
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class CsvTests
{
    private readonly MemoryObjectStore _store = new();

    [Fact]
    public async Task Csv_IsRfc4180_WithNullAsAnEmptyCellAndAnEmptyTextInQuotes()
    {
        var text = await WriteAsync<Rates, Rate>([new("Süd, 1", 12.50m), new("a \"b\"\nc", null), new("", -1m), new(" d", 1e-7m)]);

        Assert.Equal("room,price\r\n\"Süd, 1\",12.50\r\n\"a \"\"b\"\"\nc\",\r\n\"\",-1\r\n\" d\",0.0000001\r\n", text);
    }

    [Fact]
    public async Task NoRows_LeaveTheHeaderOfTheRowType()
    {
        Assert.Equal("room,price\r\n", await WriteAsync<Rates, Rate>([]));
    }

    [Fact]
    public async Task ASingleColumn_TellsNullFromAnEmptyText()
    {
        Name[] rows = [new(null), new(""), new("null"), new("5"), new(null)];
        var text = await WriteAsync<Names, Name>(rows);

        Assert.Equal("value\r\n\r\n\"\"\r\nnull\r\n5\r\n\r\n", text);
        Assert.Equal(rows, await new ModelBench(_store).ReadAsync<Names, Name>(Model.Of<Names>(), _store.Put(text, ModelFormat.Csv)));
    }

    [Fact]
    public async Task NestedValues_StandInTheCellAsJson()
    {
        Party[] rows = [new([new("Ann", 3)], Channel.Agent, new Label("x")), new(null, Channel.Direct, new Label("5"))];
        var text = await WriteAsync<Parties, Party>(rows);

        Assert.Equal("guests,channel,label\r\n\"[{\"\"name\"\":\"\"Ann\"\",\"\"age\"\":3}]\",Agent,x\r\n,Direct,\"\"\"5\"\"\"\r\n", text);
        var read = await new ModelBench(_store).ReadAsync<Parties, Party>(Model.Of<Parties>(), _store.Put(text, ModelFormat.Csv));
        Assert.Equal(rows.Select(row => JsonSerializer.Serialize(row)), read.Select(row => JsonSerializer.Serialize(row)));
    }

    [Fact]
    public async Task NotANumber_StandsInTheCellAsItsName()
    {
        var text = await WriteAsync<Measures, Measure>([new(double.NaN, 1), new(double.NegativeInfinity, 2)]);

        Assert.Equal("value,weight\r\nNaN,1\r\n-Infinity,2\r\n", text);
        var read = await new ModelBench(_store).ReadAsync<Measures, Measure>(Model.Of<Measures>(), _store.Put(text, ModelFormat.Csv));
        Assert.Equal([new(double.NaN, 1), new(double.NegativeInfinity, 2)], read);
    }

    [Fact]
    public async Task AColumnThatTheClassDoesNotKnow_IsIgnored_AndAMissingOneHasItsDefault()
    {
        var version = _store.Put("price,stars,room\r\n10,5,A\r\n", ModelFormat.Csv);

        Assert.Equal([new Rate("A", 10)], await new ModelBench(_store).ReadAsync<Rates, Rate>(Model.Of<Rates>(), version));
        Assert.Equal([new Rate("A", null)], await new ModelBench(_store).ReadAsync<Rates, Rate>(Model.Of<Rates>(), _store.Put("room\r\nA\r\n", ModelFormat.Csv)));
    }

    [Fact]
    public async Task APropertyThatIsLeftOutWhenItHasItsDefault_KeepsIt()
    {
        var text = await WriteAsync<Sparses, Sparse>([new() { Count = 0, Note = null }, new() { Count = 2, Note = "x" }]);

        Assert.Equal("count,note\r\n,\r\n2,x\r\n", text);
        var read = await new ModelBench(_store).ReadAsync<Sparses, Sparse>(Model.Of<Sparses>(), _store.Put(text, ModelFormat.Csv));
        Assert.Equal([0, 2], read.Select(row => row.Count));
    }

    [Fact]
    public async Task RowsThatAreNoObjects_AreRefusedBeforeAnythingIsWritten()
    {
        var model = Model.Of<Numbers>();
        await using var attempt = new ModelBench(_store).Open([model], ModelBench.Stored(model, ModelFormat.Csv, ModelCompression.None));

        var exception = Assert.Throws<PermanentTaskException>(() => attempt.Context.Output(model));

        Assert.Equal("Model 'Numbers' can't be stored as CSV: its row type 'Int32' is not an object with a fixed set of properties, which would be the columns. Store it as JsonLines.", exception.Message);
        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task APropertyThatIsNoColumn_IsRefused_AndTheRowsAroundItAreKept()
    {
        var model = Model.Of<Opens>();
        await using var attempt = new ModelBench(_store).Open([model], ModelBench.Stored(model, ModelFormat.Csv, ModelCompression.None));
        var output = attempt.Context.Output(model);
        await output.WriteAsync(new Open("a"));

        var exception = await Assert.ThrowsAsync<PermanentTaskException>(async () => await output.WriteAsync(new Open("b") { More = new(StringComparer.Ordinal) { ["extra"] = JsonSerializer.SerializeToElement(1) } }));
        await output.WriteAsync(new Open("c"));

        Assert.Contains("'extra'", exception.Message, StringComparison.Ordinal);
        var version = Assert.Single(await attempt.Data.CompleteAsync());
        Assert.Equal("name\r\na\r\nc\r\n", Encoding.UTF8.GetString(_store.Objects[version.Blob]));
        Assert.Equal((2, StoredBytes.Sha256("{\"name\":\"a\"}\n{\"name\":\"c\"}\n"u8.ToArray())), (version.Rows, version.ContentSha256));
    }

    private async Task<string> WriteAsync<TModel, TRow>(IReadOnlyList<TRow> rows)
        where TModel : Model<TRow>
    {
        var model = Model.Of<TModel>();
        var version = await new ModelBench(_store).WriteAsync(model, rows, ModelBench.Stored(model, ModelFormat.Csv, ModelCompression.None));
        Assert.Equal("text/csv", version.MediaType);
        Assert.EndsWith(".csv", version.Blob, StringComparison.Ordinal);
        return Encoding.UTF8.GetString(_store.Objects[version.Blob]);
    }

    internal sealed record Party(IReadOnlyList<Guest>? Guests, Channel Channel, Label Label);

    internal sealed class Parties : Model<Party>;

    [JsonConverter(typeof(LabelConverter))]
    internal sealed record Label(string Text);

    internal sealed class LabelConverter : JsonConverter<Label>
    {
        public override Label Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Label value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    internal sealed record Measure([property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value, int Weight);

    internal sealed class Measures : Model<Measure>;

    internal sealed class Sparse
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Count { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Note { get; init; }
    }

    internal sealed class Sparses : Model<Sparse>;

    internal sealed record Open(string Name)
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; init; }
    }

    internal sealed class Opens : Model<Open>;
}

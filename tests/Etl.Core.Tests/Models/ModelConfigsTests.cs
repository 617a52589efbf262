using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

public sealed class ModelConfigsTests
{
    [Fact]
    public void With_AddsToACopy()
    {
        var before = ModelConfigs.Empty.With("Orders", "path", "a.csv");

        var after = before.With("Orders", "path", "b.csv").With(Data.Of("x"), "batch", 5);

        Assert.Equal("""{"Orders":{"path":"a.csv"}}""", JsonSerializer.Serialize(before));
        Assert.Equal("""{"Data.x":{"batch":5},"Orders":{"path":"b.csv"}}""", JsonSerializer.Serialize(after));
        Assert.Empty(ModelConfigs.Empty.ModelNames);
    }

    [Fact]
    public void With_TakesWhateverJsonCanSay()
    {
        var configs = ModelConfigs.Empty
            .With("A", "day", DayOfWeek.Friday)
            .With("A", "date", new DateOnly(2026, 1, 31))
            .With("A", "list", new[] { "a", "b" })
            .With("A", "nothing", null)
            .With("A", "json", JsonSerializer.Deserialize<JsonElement>("[1]"));

        Assert.Equal("""{"A":{"date":"2026-01-31","day":"Friday","json":[1],"list":["a","b"],"nothing":null}}""", JsonSerializer.Serialize(configs));
    }

    [Fact]
    public void OverriddenBy_ReplacesArgumentByArgument()
    {
        var pipeline = ModelConfigs.Empty.With("Orders", "path", "a.csv").With("Orders", "batch", 5).With("Guests", "path", "g.csv");
        var request = ModelConfigs.Empty.With("Orders", "path", "b.csv").With("Rooms", "path", "r.csv");

        Assert.Equal(
            """{"Guests":{"path":"g.csv"},"Orders":{"batch":5,"path":"b.csv"},"Rooms":{"path":"r.csv"}}""",
            JsonSerializer.Serialize(pipeline.OverriddenBy(request)));
        Assert.Equal("""{"Guests":{"path":"g.csv"},"Orders":{"batch":5,"path":"a.csv"}}""", JsonSerializer.Serialize(pipeline));
    }

    [Fact]
    public void For_AModelWithoutSettings_IsEmpty() => Assert.Empty(ModelConfigs.Empty.For("Orders"));

    [Fact]
    public void Json_OfNull_IsNoSettings()
    {
        Assert.Empty(JsonSerializer.Deserialize<ModelConfigs>("null")!.ModelNames);
        Assert.Empty(JsonSerializer.Deserialize<Holder>("""{"Configs":null}""")!.Configs.ModelNames);
    }

    [Fact]
    public void Json_KeepsTheCaseOfNames() =>
        Assert.Equal(["ORDERS.x", "orders.x"], JsonSerializer.Deserialize<ModelConfigs>("""{"orders.x":{"a":1},"ORDERS.x":{"A":1}}""")!.ModelNames);

    [Fact]
    public void Json_OfAModelWithoutSettings_IsKept()
    {
        var configs = JsonSerializer.Deserialize<ModelConfigs>("""{"Orders":{}}""")!;

        Assert.Equal(["Orders"], ModelConfigs.Empty.OverriddenBy(configs).ModelNames);
        Assert.Contains("a model that this pipeline does not use", Problems.Of([Nodes.Task("A", provides: ["a"])], configs).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", """Model configs are an object of model names, not a list. Write {"Model": {"argument": "value"}}.""")]
    [InlineData("5", """Model configs are an object of model names, not '5'. Write {"Model": {"argument": "value"}}.""")]
    [InlineData("""{"Orders":"a.csv"}""", "The configuration of model 'Orders' is an object of argument names and values, not a text.")]
    [InlineData("""{"Orders":null}""", "The configuration of model 'Orders' is an object of argument names and values, not null.")]
    [InlineData("""{"Orders":{"path":"a"},"Orders":{"path":"b"}}""", "Model 'Orders' is configured twice. Put all of its settings into one object.")]
    [InlineData("""{"Orders":{"path":"a","path":"b"}}""", "Setting 'path' of model 'Orders' is given twice. Keep one of them.")]
    public void Json_OfAnotherShape_IsRefusedInWords(string json, string message) =>
        Assert.Equal(message, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ModelConfigs>(json)).Message);

    [Fact]
    public void Json_ThatIsNoUnicode_IsRefusedInWords()
    {
        byte[][] texts = [[.. "{\"A\":{\"b\":\""u8, 0x80, .. "\"}}"u8], [.. "{\"A\":{\""u8, 0x80, .. "\":1}}"u8], [.. """{"A":{"b":[{"c":"\ud800"}]}}"""u8]];

        Assert.All(texts, text => Assert.Equal("It has a text that is not Unicode. Save it as UTF-8.", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ModelConfigs>(text)).Message));
    }

    private sealed record Holder(ModelConfigs Configs);
}

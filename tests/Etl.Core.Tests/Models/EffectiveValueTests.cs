using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

public sealed class EffectiveValueTests
{
    [Theory]
    [InlineData("limit", null, "10")]
    [InlineData("limit", "20", "20")]
    [InlineData("table", null, "null")]
    [InlineData("table", "t", "\"t\"")]
    [InlineData("day", "friday", "\"Friday\"")]
    [InlineData("day", null, "\"Monday\"")]
    [InlineData("from", "2026-01-31", "\"2026-01-31\"")]
    [InlineData("columns", "a, b", "[\"a\",\"b\"]")]
    [InlineData("compression", null, "\"Gzip\"")]
    [InlineData("compression", "none", "\"None\"")]
    [InlineData("format", null, "\"JsonLines\"")]
    public void Value_IsThatOfTheModelInTheSettingsOwnType(string setting, string? configured, string expected)
    {
        (string, object?)[] settings = configured is null ? [] : [(setting, configured)];
        var model = ModelUnderTest.Create<Settings>(settings);
        var configs = configured is null ? ModelConfigs.Empty : ModelConfigs.Empty.With("Settings", setting, configured);

        var value = ModelFactory.EffectiveValue(model, ModelFactory.Settings(typeof(Settings)).Single(known => known.Name == setting), configs.For("Settings"));

        Assert.Equal(expected, value.GetRawText());
    }

    internal sealed class Settings(int limit = 10, string? table = null, DayOfWeek day = DayOfWeek.Monday, DateOnly? from = null, IReadOnlyList<string>? columns = null) : Model<Row>
    {
        public string Text => $"{limit} {table} {day} {from} {columns?.Count}";
    }
}

using Etl.Core.Models;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Models;

/// <summary>Which values a setting takes, as JSON and as the texts of a command line.</summary>
public sealed class SettingConversionTests
{
    /// <summary>JSON value, and what arrives.</summary>
    public static TheoryData<string, string, object> Accepted => new()
    {
        { "wholeNumber", "42", 42 },
        { "wholeNumber", "\"42\"", 42 },
        { "wholeNumber", "\" -42 \"", -42 },
        { "longNumber", "9007199254740993", 9007199254740993L },
        { "longNumber", "\"9007199254740993\"", 9007199254740993L },
        { "smallNumber", "\"255\"", (byte)255 },
        { "realNumber", "1.5e3", 1500d },
        { "realNumber", "\"1.5e3\"", 1500d },
        { "flag", "true", true },
        { "flag", "\"TRUE\"", true },
        { "character", "\";\"", ';' },
        { "text", "\"a,b\"", "a,b" },
        { "text", "\"\"", "" },
        { "text", "17", "17" },
        { "text", "1.50", "1.50" },
        { "text", "true", "true" },
        { "day", "\"friday\"", DayOfWeek.Friday },
        { "day", "\" Friday \"", DayOfWeek.Friday },
        { "maybeDay", "\"Monday\"", DayOfWeek.Monday },
        { "maybeNumber", "7", 7 },
        { "maybeNumber", "\"7\"", 7 },
        { "words", "[\"a\", \"b,c\"]", new[] { "a", "b,c" } },
        { "words", "\"a, b\"", new[] { "a", "b" } },
        { "words", "\"[\\\"a\\\", \\\"b,c\\\"]\"", new[] { "a", "b,c" } },
        { "words", "\"\"", Array.Empty<string>() },
        { "words", "[]", Array.Empty<string>() },
        { "numbers", "[1, \"2\"]", new[] { 1, 2 } },
        { "numbers", "\"1, 2\"", new[] { 1, 2 } },
        { "days", "\"monday,Friday\"", new[] { DayOfWeek.Monday, DayOfWeek.Friday } },
        { "pair", "{\"name\": \"a\", \"count\": 2}", new Pair("a", 2) },
        { "pair", "\"{\\\"name\\\": \\\"a\\\", \\\"count\\\": 2}\"", new Pair("a", 2) },
    };

    public static TheoryData<string, string, string> Refused => new()
    {
        { "wholeNumber", "\"many\"", "takes a whole number from -2147483648 to 2147483647, but 'many' was given" },
        { "wholeNumber", "2147483648", "takes a whole number from -2147483648 to 2147483647, but '2147483648' was given" },
        { "wholeNumber", "\"2147483648\"", "takes a whole number from -2147483648 to 2147483647, but '2147483648' was given" },
        { "wholeNumber", "1.5", "takes a whole number from -2147483648 to 2147483647, but '1.5' was given" },
        { "wholeNumber", "\"1,000\"", "takes a whole number from -2147483648 to 2147483647, but '1,000' was given" },
        { "wholeNumber", "true", "takes a whole number from -2147483648 to 2147483647, but 'True' was given" },
        { "wholeNumber", "null", "takes a whole number from -2147483648 to 2147483647, but null was given" },
        { "wholeNumber", "[1]", "takes a whole number from -2147483648 to 2147483647, but '[1]' was given" },
        { "wholeNumber", "\"\"", "takes a whole number from -2147483648 to 2147483647, but '' was given" },
        { "longNumber", "1e30", "takes a whole number, but '1e30' was given" },
        { "smallNumber", "256", "takes a whole number from 0 to 255, but '256' was given" },
        { "price", "\"1,5\"", "takes a number (decimal point, no thousands separators), but '1,5' was given" },
        { "price", "1e40", "takes a number (decimal point, no thousands separators), but '1e40' was given" },
        { "realNumber", "\"NaN\"", "takes a number (decimal point, no thousands separators), but 'NaN' was given" },
        { "realNumber", "1e999", "takes a number (decimal point, no thousands separators), but '1e999' was given" },
        { "flag", "1", "takes true or false, but '1' was given" },
        { "flag", "\"yes\"", "takes true or false, but 'yes' was given" },
        { "character", "\"ab\"", "takes one character, but 'ab' was given" },
        { "text", "[\"a\"]", "takes a text, but '[\"a\"]' was given" },
        { "text", "{}", "takes a text, but '{}' was given" },
        { "text", "null", "takes a text, but null was given" },
        { "day", "\"Sonntag\"", "takes one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, but 'Sonntag' was given" },
        { "day", "5", "takes one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, but '5' was given" },
        { "day", "\"5\"", "takes one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, but '5' was given" },
        { "day", "\"Monday, Tuesday\"", "takes one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, but 'Monday, Tuesday' was given" },
        { "date", "\"31.01.2026\"", "takes a date (yyyy-MM-dd), but '31.01.2026' was given" },
        { "date", "\"2026-02-30\"", "takes a date (yyyy-MM-dd), but '2026-02-30' was given" },
        { "date", "20260131", "takes a date (yyyy-MM-dd), but '20260131' was given" },
        { "instant", "\"01/02/2026\"", "takes a date and time (ISO 8601: 2026-01-31T06:00:00Z), but '01/02/2026' was given" },
        { "duration", "\"5\"", "takes a duration ([days.]hh:mm:ss), but '5' was given" },
        { "duration", "\"01:30\"", "takes a duration ([days.]hh:mm:ss), but '01:30' was given" },
        { "duration", "300", "takes a duration ([days.]hh:mm:ss), but '300' was given" },
        { "numbers", "[1, null]", "takes a list (a whole number from -2147483648 to 2147483647 each, separated by commas), but '[1, null]' was given" },
        { "numbers", "\"1,b\"", "takes a list (a whole number from -2147483648 to 2147483647 each, separated by commas), but '1,b' was given" },
        { "words", "5", "takes a list (a text each, separated by commas), but '5' was given" },
        { "words", "null", "takes a list (a text each, separated by commas), but null was given" },
        { "days", "[\"Monday\", 5]", "takes a list (one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday each, separated by commas), but '[\"Monday\", 5]' was given" },
        { "pair", "\"a:2\"", "takes a JSON value for Pair, but 'a:2' was given" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Value_OfTheRightKind_IsConverted(string argument, string json, object expected) =>
        Assert.Equal(expected, ModelUnderTest.CreateFromJson<Everything>(argument, json).Given[argument]);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Value_OfTheWrongKind_IsRefusedWithWhatIsTaken(string argument, string json, string message)
    {
        var problem = ModelUnderTest.ProblemOf<Everything>((argument, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(json)));

        Assert.Equal((argument, "invalid-model-config"), (problem.Argument, problem.Code));
        Assert.Equal($"Setting '{argument}' of model 'Everything' {message}.", problem.Message);
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("\"0.1\"")]
    [InlineData("\"1e-1\"")]
    public void Decimal_IsExact(string json) => Assert.Equal(0.1m, ModelUnderTest.CreateFromJson<Everything>("price", json).Given["price"]);

    [Fact]
    public void Date_IsConverted() =>
        Assert.Equal(new DateOnly(2026, 1, 31), ModelUnderTest.Create<Everything>(("date", "2026-01-31")).Given["date"]);

    [Fact]
    public void TimeOfDay_IsConverted() =>
        Assert.Equal(new TimeOnly(6, 30), ModelUnderTest.Create<Everything>(("time", "06:30:00")).Given["time"]);

    [Theory]
    [InlineData("00:05:00", 5)]
    [InlineData("1.00:00:00", 24 * 60)]
    [InlineData("-00:05:00.000", -5)]
    public void Duration_IsConverted(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), ModelUnderTest.Create<Everything>(("duration", text)).Given["duration"]);

    [Theory]
    [InlineData("2026-01-31T06:00:00Z")]
    [InlineData("2026-01-31T07:00:00+01:00")]
    [InlineData("2026-01-31T06:00")]
    [InlineData("2026-01-31T06:00:00.000")]
    public void Instant_WithoutOffset_IsUtc(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 6, 0, 0, TimeSpan.Zero), ModelUnderTest.Create<Everything>(("instant", text)).Given["instant"]);

    [Theory]
    [InlineData("https://example.org/a?b=c")]
    [InlineData("data/orders.csv")]
    public void Uri_MayBeRelative(string text) =>
        Assert.Equal(new Uri(text, UriKind.RelativeOrAbsolute), ModelUnderTest.Create<Everything>(("address", text)).Given["address"]);

    [Theory]
    [InlineData("maybeNumber")]
    [InlineData("maybeText")]
    [InlineData("maybeDay")]
    public void Null_IsTakenWhereTheClassSaysSo(string argument) =>
        Assert.Null(ModelUnderTest.CreateFromJson<Everything>(argument, "null").Given[argument]);

    [Fact]
    public void Value_ThatIsVeryLong_IsCutInTheMessage()
    {
        var problem = ModelUnderTest.ProblemOf<Everything>(("wholeNumber", new string('x', 5000)));

        Assert.Equal($"Setting 'wholeNumber' of model 'Everything' takes a whole number from -2147483648 to 2147483647, but '{new string('x', 100)}...' was given.", problem.Message);
    }

    public sealed record Pair(string Name, int Count);

    private sealed class Everything(
        int wholeNumber = 1,
        long longNumber = 1,
        byte smallNumber = 1,
        decimal price = 1,
        double realNumber = 1,
        bool flag = false,
        char character = ',',
        string text = "default",
        string? maybeText = "default",
        DayOfWeek day = DayOfWeek.Sunday,
        DayOfWeek? maybeDay = DayOfWeek.Saturday,
        int? maybeNumber = 1,
        DateOnly date = default,
        TimeOnly time = default,
        DateTimeOffset instant = default,
        TimeSpan duration = default,
        Uri? address = null,
        IReadOnlyList<string> words = null!,
        int[]? numbers = null,
        IEnumerable<DayOfWeek>? days = null,
        Pair? pair = null) : Model<Row>
    {
        public IReadOnlyDictionary<string, object?> Given { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(wholeNumber)] = wholeNumber,
            [nameof(longNumber)] = longNumber,
            [nameof(smallNumber)] = smallNumber,
            [nameof(price)] = price,
            [nameof(realNumber)] = realNumber,
            [nameof(flag)] = flag,
            [nameof(character)] = character,
            [nameof(text)] = text,
            [nameof(maybeText)] = maybeText,
            [nameof(day)] = day,
            [nameof(maybeDay)] = maybeDay,
            [nameof(maybeNumber)] = maybeNumber,
            [nameof(date)] = date,
            [nameof(time)] = time,
            [nameof(instant)] = instant,
            [nameof(duration)] = duration,
            [nameof(address)] = address,
            [nameof(words)] = words,
            [nameof(numbers)] = numbers,
            [nameof(days)] = days,
            [nameof(pair)] = pair,
        };
    }
}

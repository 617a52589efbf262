using Etl.Core.Schemas;

namespace Etl.Core.Tests.Schemas;

/// <summary>What a change means for a reader that was written for the schema before.</summary>
public sealed class SchemaChangeTests
{
    [Fact]
    public void SameColumns_AreTheSame() => AssertChange("a integer, b string?", "a integer, b string?", SchemaChangeKind.Same);

    [Theory]
    [InlineData("a integer", "a integer, b string?", "column 'b' is new (string, can be null)")]
    [InlineData("a integer, b string", "b string, a integer", "the columns are in another order")]
    [InlineData("a integer?", "a integer", "column 'a' can't be null any more")]
    [InlineData("a integer", "a number", "column 'a' is number now, was integer")]
    [InlineData("a integer", "a decimal", "column 'a' is decimal now, was integer")]
    [InlineData("a decimal", "a integer", "column 'a' is integer now, was decimal")]
    [InlineData("a string", "a uuid", "column 'a' is uuid now, was string")]
    [InlineData("a string", "a one of X; Y", "column 'a' is one of X, Y now, was string")]
    [InlineData("a any", "a map of string", "column 'a' is map of string now, was any")]
    [InlineData("a one of X; Y", "a one of Y", "column 'a' has no more the value 'X'")]
    [InlineData("a one of X; Y", "a one of Y; X", "column 'a' has its values in another order")]
    [InlineData("a list of string", "a list of date", "column 'a' is list of date now, was list of string")]
    [InlineData("a object, a.x integer", "a object, a.x integer, a.y integer", "column 'a.y' is new (integer)")]
    public void Compatible_IsWhatTheReaderCanGoOnReading(string before, string now, string text) => AssertChange(before, now, SchemaChangeKind.Compatible, text);

    [Theory]
    [InlineData("a integer, b string", "a integer", "column 'b' is gone, or has another name")]
    [InlineData("a integer", "a integer?", "column 'a' can be null now")]
    [InlineData("a integer", "a string", "column 'a' is string now, was integer")]
    [InlineData("a uuid", "a string", "column 'a' is string now, was uuid")]
    [InlineData("a date", "a date-time", "column 'a' is date-time now, was date")]
    [InlineData("a string", "a any", "column 'a' is any now, was string")]
    [InlineData("a string", "a list of string", "column 'a' is list of string now, was string")]
    [InlineData("a list of string", "a map of string", "column 'a' is map of string now, was list of string")]
    [InlineData("a one of X", "a one of X; Y; Z", "column 'a' has the new values 'Y', 'Z'")]
    [InlineData("a one of X", "a one of Y", "column 'a' has the new value 'Y' and has no more the value 'X'")]
    [InlineData("a one of X", "a string", "column 'a' is string now, was one of X")]
    [InlineData("a object, a.x integer", "a object, a.x string", "column 'a.x' is string now, was integer")]
    [InlineData("a object, a.x integer", "b string?", "column 'a' is gone, or has another name|column 'b' is new (string, can be null)")]
    [InlineData("a object, a.x integer", "a string", "column 'a' is string now, was object")]
    public void Breaking_IsWhatTheReaderHasNotProvidedFor(string before, string now, string text) => AssertChange(before, now, SchemaChangeKind.Breaking, text.Split('|'));

    [Fact]
    public void Differences_AreAllListed_AndOnlySomeBreak()
    {
        var change = SchemaChange.Between(Schema("a integer, b string, c date"), Schema("a integer?, c date, d uuid"));

        Assert.Equal(["a True", "b True", "d False"], change.Differences.Select(difference => $"{difference.Column} {difference.IsBreaking}"));
    }

    private static void AssertChange(string before, string now, SchemaChangeKind kind, params string[] texts)
    {
        var change = SchemaChange.Between(Schema(before), Schema(now));

        Assert.Equal(texts, change.Differences.Select(difference => difference.Text));
        Assert.Equal(kind, change.Kind);
    }

    private static ModelSchema Schema(string columns) => new([.. columns.Split(", ").Select(Column)]);

    private static SchemaColumn Column(string text)
    {
        var parts = text.Split(' ', 2);
        return new SchemaColumn(parts[0], parts[1].TrimEnd('?').Replace(';', ','), parts[1].EndsWith('?'));
    }
}

using Etl.Core.Pipelines;
using Etl.Core.Runs;

namespace Etl.Core.Tests.Runs;

public sealed class RunIdTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 23, 30, 5, TimeSpan.FromHours(-2));

    [Fact]
    public void New_HasThePipelineTheUtcStartAndSixRandomDigits()
    {
        var id = RunId.New("hotels", Start);

        Assert.Matches("^hotels-20260201T013005Z-[0-9a-f]{6}$", id);
        Assert.True(RunId.IsValid(id));
    }

    [Fact]
    public void New_AtOneInstant_IsDifferentEachTime() =>
        Assert.InRange(Enumerable.Range(0, 50).Select(_ => RunId.New("hotels", Start)).Distinct(StringComparer.Ordinal).Count(), 45, 50);

    [Fact]
    public void ForIdempotencyKey_IsTheHashOfTheKey()
    {
        Assert.Equal("hotels-k-2c70e12b7a0646f9", RunId.ForIdempotencyKey("hotels", "key"));
        Assert.NotEqual(RunId.ForIdempotencyKey("hotels", "key"), RunId.ForIdempotencyKey("hotels", "Key"));
        Assert.True(RunId.IsValid(RunId.ForIdempotencyKey("hotels", "any ☃ text/../")));
    }

    [Fact]
    public void ForSchedule_HasTheDateOfTheOccurrence() =>
        Assert.Equal("hotels-20261121-nightly", RunId.ForSchedule("hotels", new DateOnly(2026, 11, 21), "nightly"));

    [Fact]
    public void Id_OfTheLongestNames_IsValid()
    {
        var pipeline = new string('p', Pipeline.MaxNameLength);

        Assert.True(RunId.IsValid(RunId.New(pipeline, Start)));
        Assert.True(RunId.IsValid(RunId.ForIdempotencyKey(pipeline, "key")));
        Assert.True(RunId.IsValid(RunId.ForSchedule(pipeline, new DateOnly(2026, 1, 1), new string('s', Schedule.MaxNameLength))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a:1")]
    public void Text_ThatIsNoPathPart_IsNoId(string? id) => Assert.False(RunId.IsValid(id));

    [Fact]
    public void Text_OfMoreThan80Characters_IsNoId()
    {
        Assert.True(RunId.IsValid(new string('a', 80)));
        Assert.False(RunId.IsValid(new string('a', 81)));
    }
}

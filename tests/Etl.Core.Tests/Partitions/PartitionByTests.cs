using Etl.Core.Partitions;
using Etl.Core.Runs;

namespace Etl.Core.Tests.Partitions;

public sealed class PartitionByTests
{
    private static readonly DateOnly LeapDay = new(2016, 2, 29);

    [Fact]
    public void KeyOf_ADate_IsItsDayMonthOrYear()
    {
        Assert.Equal("2016-02-29", PartitionBy.Day.KeyOf(LeapDay));
        Assert.Equal("2016-02", PartitionBy.Month.KeyOf(LeapDay));
        Assert.Equal("2016", PartitionBy.Year.KeyOf(LeapDay));
    }

    [Fact]
    public void KeyOf_AJob_IsThatOfItsBusinessDateOrParameter()
    {
        var job = JobContext.ForTest(businessDate: LeapDay, parameters: new Dictionary<string, string> { ["region"] = "north" });

        Assert.Equal("2016-02", PartitionBy.Month.KeyOf(job));
        Assert.Equal("north", PartitionBy.Parameter("region").KeyOf(job));
        Assert.Contains("'country'", Assert.Throws<KeyNotFoundException>(() => PartitionBy.Parameter("country").KeyOf(job)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2016-03-01", -1, "2016-02-29")]
    [InlineData("2015-12-31", 1, "2016-01-01")]
    public void Shift_OfDays_GoesOverMonthsAndLeapDays(string key, int by, string expected) => Assert.Equal(expected, PartitionBy.Day.Shift(key, by));

    [Fact]
    public void Shift_OfMonthsAndYears_GoesByThose()
    {
        Assert.Equal("2015-11", PartitionBy.Month.Shift("2016-02", -3));
        Assert.Equal("2014", PartitionBy.Year.Shift("2016", -2));
        Assert.Throws<ArgumentException>(() => PartitionBy.Month.Shift("2016-02-29", 1));
        Assert.Throws<InvalidOperationException>(() => PartitionBy.Parameter("region").Shift("north", 1));
    }

    [Fact]
    public void Between_TwoKeys_HasBothAndAllInOrder()
    {
        Assert.Equal(["2015-11", "2015-12", "2016-01"], PartitionBy.Month.Between("2015-11", "2016-01"));
        Assert.Equal(["2016"], PartitionBy.Year.Between("2016", "2016"));
        Assert.Empty(PartitionBy.Day.Between("2016-01-02", "2016-01-01"));
    }

    [Theory]
    [InlineData("2015-07", true)]
    [InlineData("north", true)]
    [InlineData("", false)]
    [InlineData("../x", false)]
    [InlineData("a/b", false)]
    [InlineData("a]", false)]
    [InlineData(null, false)]
    public void IsValidKey_TakesOnlyWhatCanBePartOfAName(string? key, bool expected) => Assert.Equal(expected, PartitionBy.IsValidKey(key));

    [Fact]
    public void IsValidKey_HasALongestLength()
    {
        Assert.True(PartitionBy.IsValidKey(new string('a', PartitionBy.MaxKeyLength)));
        Assert.False(PartitionBy.IsValidKey(new string('a', PartitionBy.MaxKeyLength + 1)));
    }
}

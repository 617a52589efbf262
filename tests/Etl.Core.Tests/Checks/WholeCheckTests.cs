using Etl.Core.Checks;

namespace Etl.Core.Tests.Checks;

/// <summary>Checks of all rows together, at their limits and beyond.</summary>
public sealed class WholeCheckTests
{
    [Theory]
    [InlineData(1, "there are 1 rows, expected at least 2")]
    [InlineData(2, null)]
    [InlineData(3, null)]
    [InlineData(4, "there are 4 rows, expected at most 3")]
    public async Task RowCount_HasItsBounds(int rows, string? message)
    {
        var result = await Stays.CheckAsync(Stays.Declare.RowCount(min: 2, max: 3), Rows(rows));

        Assert.Equal((message is null, message is null ? 0L : 1L, message), (result.Passed, result.Failures, result.Message));
    }

    [Theory]
    [InlineData(129, null)]
    [InlineData(130, "there are 130 rows, 30 % more than the 100 of the version before; expected at most 29 % more")]
    [InlineData(42, null)]
    [InlineData(41, "there are 41 rows, 59 % fewer than the 100 of the version before; expected at most 58 % fewer")]
    public async Task RowCountChange_HasItsBounds(int rows, string? message)
    {
        // 0.29 and 0.58 times 100 are a little less than 29 and 58 in binary.
        var result = await Stays.CheckAsync(Stays.Declare.RowCountChange(maxIncrease: 0.29, maxDecrease: 0.58), Rows(rows), Stays.Runtime(previousRows: 100));

        Assert.Equal(message, result.Message);
    }

    [Fact]
    public async Task RowCountChange_WithoutALimit_PassesEverythingInThatDirection()
    {
        Assert.True((await Stays.CheckAsync(Stays.Declare.RowCountChange(maxIncrease: 0), Rows(0), Stays.Runtime(previousRows: 100))).Passed);
        Assert.True((await Stays.CheckAsync(Stays.Declare.RowCountChange(maxDecrease: 0), Rows(500), Stays.Runtime(previousRows: 1))).Passed);
    }

    [Fact]
    public async Task RowCountChange_WithoutAVersionBefore_Passes()
    {
        var check = Stays.Declare.RowCountChange(0, 0);

        Assert.Equal(new CheckResult("row-count-change", CheckSeverity.Error, Passed: true, 0, null), await Stays.CheckAsync(check, Rows(5)));
        Assert.True((await Stays.CheckAsync(check, Rows(5), Stays.Runtime(previousRows: 0))).Passed);
    }

    [Theory]
    [InlineData("2026-03-09", 2, true)]
    [InlineData("2026-03-08", 2, false)]
    [InlineData("2026-03-10", 1, true)]
    [InlineData("2026-03-09", 1, false)]
    [InlineData("2026-04-01", 0, true)]
    public async Task Fresh_CountsBackFromTheEndOfTheBusinessDate(string newest, int days, bool passes)
    {
        var date = DateOnly.Parse(newest);

        var result = await Stays.CheckAsync(Stays.Declare.Fresh(s => s.Date, TimeSpan.FromDays(days)), new Stay(1) { Date = date.AddDays(-100) }, new Stay(2) { Date = date }, new Stay(3));

        Assert.Equal(passes, result.Passed);
    }

    [Fact]
    public async Task Fresh_ComparesInstants()
    {
        var check = Stays.Declare.Fresh(s => s.At, TimeSpan.FromHours(1));
        var limit = new DateTimeOffset(2026, 3, 10, 23, 0, 0, TimeSpan.Zero);

        Assert.True((await Stays.CheckAsync(check, new Stay(1) { At = limit.ToOffset(TimeSpan.FromHours(-5)) })).Passed);
        var stale = await Stays.CheckAsync(check, new Stay(1) { At = limit.AddSeconds(-1).ToOffset(TimeSpan.FromHours(5)) });
        Assert.Equal("the newest at is 2026-03-10 22:59:59Z, expected 2026-03-10 23:00:00Z or later for the business date 2026-03-10", stale.Message);
    }

    [Fact]
    public async Task Fresh_TakesTimesWithoutOffsetAsUtc()
    {
        var check = Stays.Declare.Fresh(s => s.Local, TimeSpan.FromHours(1));

        Assert.True((await Stays.CheckAsync(check, new Stay(1) { Local = new DateTime(2026, 3, 10, 23, 0, 0) })).Passed);
        Assert.False((await Stays.CheckAsync(check, new Stay(1) { Local = new DateTime(2026, 3, 10, 22, 59, 0) })).Passed);
    }

    [Fact]
    public async Task Fresh_WithoutAnyValue_Fails() =>
        Assert.Equal("no row has a value in date, expected one of 2026-03-10 00:00:00Z or later", (await Stays.CheckAsync(Stays.Declare.Fresh(s => s.Date, TimeSpan.FromDays(1)), new Stay(1))).Message);

    private static IEnumerable<Stay> Rows(int count) => Enumerable.Range(0, count).Select(id => new Stay(id));
}

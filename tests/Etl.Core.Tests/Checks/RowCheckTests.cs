using Etl.Core.Checks;

namespace Etl.Core.Tests.Checks;

/// <summary>Checks that look at each row by itself, at their limits and beyond.</summary>
public sealed class RowCheckTests
{
    [Fact]
    public async Task NotNull_FailsForNullOnly()
    {
        var result = await Stays.CheckAsync(Stays.Declare.NotNull(s => s.Hotel), new Stay(1), new Stay(2) { Hotel = null }, new Stay(3) { Hotel = "" });

        Assert.Equal(new CheckResult("not-null(hotel)", CheckSeverity.Error, Passed: false, 1, "hotel is null in 1 of 3 rows: row 2"), result);
    }

    [Fact]
    public async Task NotNull_OfANullableNumber_FailsForNull()
    {
        Assert.True((await Stays.CheckAsync(Stays.Declare.NotNull(s => s.Tax), new Stay(1) { Tax = 0 })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.NotNull(s => s.Tax), new Stay(1))).Passed);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("5400", true)]
    [InlineData("-0.01", false)]
    [InlineData("5400.01", false)]
    public async Task Range_HasItsBounds(string adr, bool passes)
    {
        var result = await Stays.CheckAsync(Stays.Declare.Range(s => s.Adr, 0m, 5_400m), new Stay(1) { Adr = decimal.Parse(adr) });

        Assert.Equal(passes, result.Passed);
        Assert.Equal(passes ? null : $"adr is not between 0 and 5400 in 1 of 1 row: row 1 ({adr})", result.Message);
    }

    [Fact]
    public async Task Range_OfANullableValue_PassesNull()
    {
        var check = Stays.Declare.Range(s => s.Tax, 1m, 2m);

        Assert.True((await Stays.CheckAsync(check, new Stay(1), new Stay(2) { Tax = 2 })).Passed);
        Assert.Equal("tax is not between 1 and 2 in 1 of 2 rows: row 2 (3)", (await Stays.CheckAsync(check, new Stay(1), new Stay(2) { Tax = 3 })).Message);
    }

    [Fact]
    public async Task Range_DoesNotTakeNotANumber() =>
        Assert.Equal("share is not between 0 and 1 in 1 of 1 row: row 1 (NaN)", (await Stays.CheckAsync(Stays.Declare.Range(s => s.Share, 0, 1), new Stay(1) { Share = double.NaN })).Message);

    [Fact]
    public async Task OneOf_PassesItsValuesAndNull()
    {
        var check = Stays.Declare.OneOf(s => s.Hotel, ["Sea", "City"]);

        Assert.True((await Stays.CheckAsync(check, new Stay(1), new Stay(2) { Hotel = "City" }, new Stay(3) { Hotel = null })).Passed);
        Assert.Equal("hotel is not one of \"Sea\", \"City\" in 1 of 2 rows: row 2 (\"sea\")", (await Stays.CheckAsync(check, new Stay(1), new Stay(2) { Hotel = "sea" })).Message);
    }

    [Fact]
    public async Task That_ShowsTheRowShortened()
    {
        var result = await Stays.CheckAsync(Stays.Declare.That("ids are even", s => s.Id % 2 == 0), new Stay(2), new Stay(3) { Hotel = new string('x', 500) });

        Assert.Equal("ids are even", result.Check);
        Assert.StartsWith("'ids are even' is not true in 1 of 2 rows: row 2 ({\"", result.Message, StringComparison.Ordinal);
        Assert.EndsWith("...)", result.Message, StringComparison.Ordinal);
        Assert.True(result.Message!.Length < 200);
    }

    [Fact]
    public async Task Failures_AreCountedAndTheFirstThreeShown()
    {
        var result = await Stays.CheckAsync(Stays.Declare.Range(s => s.Id, 1, 3), Enumerable.Range(1, 10).Select(id => new Stay(id)));

        Assert.Equal(7, result.Failures);
        Assert.Equal("id is not between 1 and 3 in 7 of 10 rows: row 4 (4), row 5 (5), row 6 (6), ...", result.Message);
    }

    [Fact]
    public async Task EveryCheck_OfNoRows_PassesButForCountsAndFreshness()
    {
        Assert.True((await Stays.CheckAsync(Stays.Declare.NotNull(s => s.Hotel))).Passed);
        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Id))).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.RowCount())).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Fresh(s => s.Date, TimeSpan.FromDays(1)))).Passed);
    }

    [Fact]
    public async Task Warn_ChangesTheSeverityOnlyAndNamedTheNameOnly()
    {
        var result = await Stays.CheckAsync(Stays.Declare.NotNull(s => s.Hotel).Named("has a hotel").Warn(), new Stay(1) { Hotel = null });

        Assert.Equal(("has a hotel", CheckSeverity.Warn, 1L), (result.Check, result.Severity, result.Failures));
        Assert.Equal(CheckSeverity.Warn, Stays.Declare.NotNull(s => s.Hotel).Warn().Named("x").Severity);
    }

    [Fact]
    public void Declarations_ThatMakeNoSense_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Stays.Declare.Range(s => s.Adr, 2m, 1m));
        Assert.Throws<ArgumentException>(() => Stays.Declare.RowCount(min: 2, max: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stays.Declare.RowCountChange(maxDecrease: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stays.Declare.RowCountChange(maxIncrease: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stays.Declare.Fresh(s => s.Date, TimeSpan.FromDays(-1)));
        Assert.Throws<ArgumentException>(() => Stays.Declare.That(" ", _ => true));
    }

    [Fact]
    public void Names_ComeFromTheProperties()
    {
        var check = Stays.Declare;
        Assert.Equal("not-null(hotel)", check.NotNull((Stay stay) => stay.Hotel).Name);
        Assert.Equal("unique(hotel, id)", check.Unique(s => (s.Hotel, s.Id)).Name);
        Assert.Equal("unique(hotel.trim())", check.Unique(s => s.Hotel!.Trim()).Name);
        Assert.Equal("row-count", check.RowCount().Name);
        Assert.Equal("row-count-change", check.RowCountChange(0.1).Name);
        Assert.Equal("fresh(at)", check.Fresh(s => s.At, TimeSpan.Zero).Name);
        Assert.Equal("one-of(id)", check.OneOf(static s => s.Id, [1]).Name);
    }

    [Fact]
    public async Task Check_ThatThrows_IsNamedWithItsRow()
    {
        var check = Stays.Declare.That("short", s => s.Hotel!.Length < 9);

        var fault = await Assert.ThrowsAsync<FaultyCheckException>(() => Stays.CheckAsync(check, new Stay(1), new Stay(2) { Hotel = null }));

        Assert.StartsWith("Check 'short' of model 'Stays' threw at row 2: NullReferenceException: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ThatThrew_IsNotForgottenWhenTheTaskGoesOn()
    {
        using var checks = RowChecks<Stay>.Start(new Stays(Stays.Declare.That("short", s => s.Hotel!.Length < 9)), Stays.Runtime())!;
        Assert.Throws<FaultyCheckException>(() => checks.Add(new Stay(1) { Hotel = null }));
        checks.Add(new Stay(2));

        await Assert.ThrowsAsync<FaultyCheckException>(() => checks.CompleteAsync(CancellationToken.None));
    }

    [Fact]
    public void Model_WithoutChecks_HasNothingToCompute() => Assert.Null(RowChecks<Stay>.Start(new Stays(), Stays.Runtime()));
}

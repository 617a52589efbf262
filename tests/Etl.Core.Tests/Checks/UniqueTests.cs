using Etl.Core.Checks;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Core.Tests.Checks;

public sealed class UniqueTests
{
    [Fact]
    public async Task Repetition_IsReportedWithBothRowsAndTheKey()
    {
        var result = await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Hotel, s.Id)), new Stay(1), new Stay(2), new Stay(1) { Hotel = "City" }, new Stay(1));

        Assert.Equal("hotel, id is not unique in 1 of 4 rows: row 4 ([\"Sea\",1] as in row 1)", result.Message);
    }

    [Fact]
    public async Task FirstThreeRows_AreThoseWithTheLowestNumbers()
    {
        var result = await Stays.CheckAsync(Stays.Declare.Unique(s => s.Id), Enumerable.Range(0, 100).Select(i => new Stay(i % 50)), Stays.Runtime(scratch: new CheckScratch(() => new MemoryStream(), 7)));

        Assert.Equal(50, result.Failures);
        Assert.Equal("id is not unique in 50 of 100 rows: row 51 (0 as in row 1), row 52 (1 as in row 2), row 53 (2 as in row 3), ...", result.Message);
    }

    [Fact]
    public async Task Null_IsNoKeyButATupleWithNullIs()
    {
        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Hotel), new Stay(1) { Hotel = null }, new Stay(2) { Hotel = null })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Hotel, 1)), new Stay(1) { Hotel = null }, new Stay(2) { Hotel = null })).Passed);
    }

    [Fact]
    public async Task EqualValues_AreOneKeyHoweverTheyAreWritten()
    {
        var noon = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Adr), new Stay(1) { Adr = 1.0m }, new Stay(2) { Adr = 1.00m })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Tax), new Stay(1) { Tax = 10m }, new Stay(2) { Tax = 10.0m })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Share, s.Adr)), new Stay(1) { Share = 0.0 }, new Stay(2) { Share = -0.0 })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => s.At), new Stay(1) { At = noon }, new Stay(2) { At = noon.ToOffset(TimeSpan.FromHours(3)) })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Share), new Stay(1) { Share = double.NaN }, new Stay(2) { Share = double.NaN })).Passed);
    }

    [Fact]
    public async Task DifferentTuples_AreNotMixedUp()
    {
        var rows = new[] { new Stay(1) { Hotel = "1" }, new Stay(11) { Hotel = "" }, new Stay(11) { Hotel = null } };

        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Id, s.Hotel)), rows)).Passed);
        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Id, s.Hotel, s.Adr)), rows)).Passed);
        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => (s.Adr, s.Id, s.Hotel, s.Tax)), rows)).Passed);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(23)]
    public async Task Keys_OfAnyLength_DifferInTheirLastCharacter(int length)
    {
        var start = new string('k', length - 1);

        Assert.True((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Hotel), new Stay(1) { Hotel = start + "a" }, new Stay(2) { Hotel = start + "b" }, new Stay(3) { Hotel = start })).Passed);
        Assert.False((await Stays.CheckAsync(Stays.Declare.Unique(s => s.Hotel), new Stay(1) { Hotel = start + "a" }, new Stay(2) { Hotel = start + "b" }, new Stay(3) { Hotel = start + "b" })).Passed);
    }

    [Fact]
    public async Task LongKeys_DifferBehindWhatIsShown()
    {
        var start = new string('é', 40);

        var result = await Stays.CheckAsync(Stays.Declare.Unique(s => s.Hotel), new Stay(1) { Hotel = start + "a" }, new Stay(2) { Hotel = start + "b" }, new Stay(3) { Hotel = start + "a" });

        Assert.Equal("hotel is not unique in 1 of 3 rows: row 3 (\"ééééééééééé... as in row 1)", result.Message);
    }

    [Fact]
    public async Task TupleOfFive_IsRefusedWhenTheChecksStart()
    {
        var fault = await Assert.ThrowsAsync<FaultyCheckException>(() => Stays.CheckAsync(Stays.Declare.Unique(s => (s.Id, s.Id, s.Id, s.Id, s.Id)), new Stay(1)));

        Assert.Contains("two to four parts, not 5", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_AreThoseOfASet() =>
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true), Prop.ForAll<int[], PositiveInt>((ids, memory) =>
        {
            // Few values, so that many are equal; chunks of every size, down to a single key.
            var keys = ids.Select(id => Math.Abs(id % 20)).ToList();
            var seen = new HashSet<int>();
            var expected = keys.Select((key, i) => (key, Row: i + 1)).Where(row => !seen.Add(row.key)).Select(row => row.Row).ToList();
            var spilled = 0;
            var scratch = new CheckScratch(() => { spilled++; return new MemoryStream(); }, (memory.Get % 9) + 1);

            var result = Stays.CheckAsync(Stays.Declare.Unique(s => s.Id), keys.Select(key => new Stay(key)), Stays.Runtime(scratch: scratch)).GetAwaiter().GetResult();

            Assert.Equal(expected.Count, result.Failures);
            Assert.Equal(keys.Count > scratch.KeysInMemory ? 1 : 0, spilled);
            Assert.All(expected.Take(3), row => Assert.Contains($"row {row} (", result.Message, StringComparison.Ordinal));
        }));

    [Fact]
    public async Task ScratchSpace_IsGivenBack()
    {
        var stream = new MemoryStream();
        await Stays.CheckAsync(Stays.Declare.Unique(s => s.Id), Enumerable.Range(0, 10).Select(id => new Stay(id)), Stays.Runtime(scratch: new CheckScratch(() => stream, 3)));

        Assert.False(stream.CanRead);
    }
}

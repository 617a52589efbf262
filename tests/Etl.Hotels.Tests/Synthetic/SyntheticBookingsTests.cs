using System.Security.Cryptography;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Hotels.Models;
using Etl.Hotels.Synthetic;

namespace Etl.Hotels.Tests.Synthetic;

public sealed class SyntheticBookingsTests
{
    [Theory]
    [InlineData("Resort", 1, "857992519e784b8f68d54339654f457245953b11f5468ed81fc18291f4339646")]
    [InlineData("City", 1, "be359deef9e78ced426fb3ea9b995709e249dffced6646ac5765c255765846f5")]
    [InlineData("Resort", 2, "2bc5c7319f6d829c61c726bf6bbbce4f9e2210a479553585941003f298fd3a89")]
    public void Rows_OfAChainAndASeed_AreTheSameOnEveryMachine(string chain, int seed, string sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in SyntheticBookings.Generate(Chains.All.Single(one => one.Key == chain), 20_000, seed, "Hotel"))
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(row, ModelJson.Options));
        }

        Assert.Equal(sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(731)]
    [InlineData(20_000)]
    public void Rows_AreAsManyAsAskedForAndNumberedAfterAHeader(int count)
    {
        var rows = SyntheticBookings.Generate(Chains.City, count, 1, "City Hotel").ToList();

        Assert.Equal(Enumerable.Range(2, count).Select(number => (long)number), rows.Select(row => row.RowNumber));
    }

    [Fact]
    public async Task SyntheticChain_LikeARealOne_HasSeasonsCancellationsSegmentsAndAFewRejectedRows()
    {
        var run = (await HotelRun.RunAsync("hotels.resort")).EnsureSucceeded();

        var months = run.Kpis().ToDictionary(kpi => kpi.Month, StringComparer.Ordinal);
        Assert.Equal(24, months.Count);
        Assert.True(months["2024-08"].Bookings > months["2024-01"].Bookings * 2);
        Assert.True(months["2024-08"].Adr > months["2024-01"].Adr * 2);
        Assert.All(months.Values, month => Assert.InRange(month.CancellationRate, 0.15, 0.5));
        Assert.Equal(6, run.Segments().Count);
        Assert.InRange(run.Rejected().Count, 10, 100);
        Assert.True(run.Rejected().Select(row => row.Reason).Distinct().Count() >= 4);
        Assert.Equal(20_000, run.Bookings().Count + run.Rejected().Count);
    }

    [Fact]
    public void SyntheticRows_LikeFiles_CarryTheHotelsNameAndMissingMarks()
    {
        var rows = SyntheticBookings.Generate(Chains.Resort, 20_000, 1, "Resort Hotel").ToList();

        Assert.All(rows, row => Assert.Equal("Resort Hotel", row.Hotel));
        Assert.Contains(rows, row => row.Children == "NA");
        Assert.Contains(rows, row => row.Agent == "NULL");
    }

    [Fact]
    public async Task SyntheticRowsAndSeed_WhenSet_AreUsed()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.City", "syntheticRows", 50).With("RawBookings.City", "seed", 7);

        var run = await HotelRun.RunAsync("hotels.city", configs);

        Assert.Equal(SyntheticBookings.Generate(Chains.City, 50, 7, "City Hotel"), run.Rows(Model.Of<RawBookings>("City")));
    }
}

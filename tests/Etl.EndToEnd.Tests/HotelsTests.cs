using System.Text.Json;
using Azure.Storage.Blobs;
using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

public sealed class HotelsTests
{
    [Fact]
    public async Task RunHotels_OnAFreshStore_PublishesEveryModelAndWritesTheReports()
    {
        using var folder = new TempFolder();

        var run = (await EtlProcess.RunAsync("run", "hotels", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal("Succeeded", run.GetProperty("status").GetString());
        Assert.All(run.GetProperty("tasks").EnumerateArray(), task => Assert.Equal("Succeeded", task.GetProperty("status").GetString()));
        var published = run.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetString()!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["Bookings.City", "Bookings.Resort", "ChainReport.City", "ChainReport.Resort", "GroupKpis", "GroupReport", "MonthlyKpis.City", "MonthlyKpis.Resort", "RawBookings.City", "RawBookings.Resort", "RejectedBookings.City", "RejectedBookings.Resort", "RoomNightsByDate.City", "RoomNightsByDate.Resort", "SegmentMix.City", "SegmentMix.Resort"], published);
        Assert.Equal(published, (await StoreFiles.HashesAsync(folder.Store)).Keys.Order(StringComparer.Ordinal));
        var report = (await EtlProcess.RunAsync("model", "cat", "GroupReport", "--store", folder.Store)).ShouldExitWith(0);
        Assert.StartsWith("<!doctype html>", report.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task RunHotels_OnAzurite_PublishesTheSameContentAsOnAFolder()
    {
        var connection = Environment.GetEnvironmentVariable("ETL_AZURITE_BLOB");
        Assert.SkipWhen(string.IsNullOrEmpty(connection), "Azurite is not running; tests/run.sh starts it.");
        using var folder = new TempFolder();
        (await EtlProcess.RunAsync("run", "hotels.city", "--date", "2026-11-20", "--store", folder.Store)).ShouldExitWith(0);
        var container = $"e2e-{Guid.NewGuid():N}";

        var run = (await InContainerAsync(folder, container, "run", "hotels.city", "--date", "2026-11-20", "--store", connection, "--json")).ShouldExitWith(0).Json();
        var kpis = (await InContainerAsync(folder, container, "model", "cat", "MonthlyKpis.City", "--store", connection)).ShouldExitWith(0).Output;

        Assert.Equal("Succeeded", run.GetProperty("status").GetString());
        Assert.Equal((await EtlProcess.RunAsync("model", "cat", "MonthlyKpis.City", "--store", folder.Store)).ShouldExitWith(0).Output, kpis);
    }

    [Fact]
    public async Task RunResort_OnABlobOfTheAccountOfTheStore_ReadsItWithTheCredentialOfTheStore()
    {
        var connection = Environment.GetEnvironmentVariable("ETL_AZURITE_BLOB");
        Assert.SkipWhen(string.IsNullOrEmpty(connection), "Azurite is not running; tests/run.sh starts it.");
        using var folder = new TempFolder();
        var raw = new BlobContainerClient(connection, $"raw-{Guid.NewGuid():N}");
        await raw.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        var blob = raw.GetBlobClient("bookings.csv");
        await blob.UploadAsync(BinaryData.FromString($"{BadInputTests.Header}\n{BadInputTests.Row}\n"), TestContext.Current.CancellationToken);

        var run = (await InContainerAsync(folder, $"e2e-{Guid.NewGuid():N}", "run", "hotels.resort", "--model", $"RawBookings.Resort.path={blob.Uri}", "--store", connection, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(1, run.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("model").GetString() == "RawBookings.Resort").GetProperty("rows").GetInt32());
    }

    private static async Task<EtlResult> InContainerAsync(TempFolder folder, string container, params string[] args)
    {
        await using var process = EtlProcess.Start(
            start =>
            {
                // The hub of a blob store lies in the working folder.
                start.WorkingDirectory = folder.Path;
                start.Environment["Etl__Container"] = container;
            },
            args);
        return await process.WaitAsync();
    }

    [Fact]
    public async Task RunHotels_ForPeople_EndsWithATableAndSaysWhereTheReportsLie()
    {
        using var folder = new TempFolder();

        var run = (await EtlProcess.RunAsync("run", "hotels", "--store", folder.Store)).ShouldExitWith(0);

        Assert.Contains("WriteGroupReport", run.Output, StringComparison.Ordinal);
        var report = run.Output.Split('\n').Single(line => line.StartsWith("Report GroupReport: ", StringComparison.Ordinal))["Report GroupReport: ".Length..].Trim();
        Assert.True(File.Exists(report), report);
    }

    [Fact]
    public async Task RunResort_OnTheRealBookings_GivesTheFiguresThatWereWorkedOutIndependently()
    {
        var path = Repository.RealBookings();
        using var folder = new TempFolder();

        (await EtlProcess.RunAsync("run", "hotels.resort", "--model", $"RawBookings.Resort.path={path}", "--store", folder.Store, "--json")).ShouldExitWith(0);
        var months = (await EtlProcess.RunAsync("model", "cat", "MonthlyKpis.Resort", "--store", folder.Store, "--json")).ShouldExitWith(0).Json().EnumerateArray().ToList();

        Assert.Equal(20, months.Count);
        Assert.Equal(10_191, months.Sum(month => month.GetProperty("bookings").GetInt64()));
        Assert.Equal(6_530, months.Sum(month => month.GetProperty("cancelled").GetInt64()));
        Assert.Equal(17_423, months.Sum(month => month.GetProperty("roomNights").GetInt64()));
        Assert.Equal(1_534_684.09m, months.Sum(month => month.GetProperty("revenue").GetDecimal()));
        var july = Month(months, "2015-07");
        Assert.Equal((842, 243, 2_869), (july.GetProperty("bookings").GetInt64(), july.GetProperty("cancelled").GetInt64(), july.GetProperty("roomNights").GetInt64()));
        Assert.Equal(359_274.29m, july.GetProperty("revenue").GetDecimal());
        Assert.Equal(125.23m, decimal.Round(july.GetProperty("adr").GetDecimal(), 2));
        var february = Month(months, "2017-02");
        Assert.Equal((220, 220), (february.GetProperty("bookings").GetInt64(), february.GetProperty("cancelled").GetInt64()));
        Assert.Equal(JsonValueKind.Null, february.GetProperty("adr").ValueKind);
        var rejected = (await EtlProcess.RunAsync("model", "cat", "RejectedBookings.Resort", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();
        Assert.Equal(7, rejected.GetArrayLength());
    }

    private static JsonElement Month(List<JsonElement> months, string month) => months.Single(row => row.GetProperty("month").GetString() == month);
}

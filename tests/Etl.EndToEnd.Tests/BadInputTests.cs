using System.Text;
using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>Every bad input gets one clear message and the right exit code, and leaves no published model behind.</summary>
public sealed class BadInputTests
{
    internal const string Header = "hotel,is_canceled,lead_time,arrival_date_year,arrival_date_month,arrival_date_week_number,arrival_date_day_of_month,stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,market_segment,distribution_channel,is_repeated_guest,previous_cancellations,previous_bookings_not_canceled,reserved_room_type,assigned_room_type,booking_changes,deposit_type,agent,company,days_in_waiting_list,customer_type,adr,required_car_parking_spaces,total_of_special_requests,reservation_status,reservation_status_date";
    internal const string Row = "Resort Hotel,0,342,2015,July,27,1,0,2,2,0,0,BB,PRT,Direct,Direct,0,0,0,C,C,3,No Deposit,NULL,NULL,0,Transient,75.5,0,0,Check-Out,2015-07-03";

    [Fact]
    public async Task MissingFile_IsFoundBeforeAnythingIsWritten()
    {
        using var folder = new TempFolder();

        var result = await RunAsync(folder, Path.Combine(folder.Path, "no.csv"));

        result.ShouldExitWith(2);
        Assert.Contains("no.csv", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Store));
    }

    [Fact]
    public async Task EmptyFile_FailsTheRun() => await FailsAsync([], "empty");

    [Fact]
    public async Task MissingColumn_FailsTheRunAndIsNamed() =>
        await FailsAsync(Encoding.UTF8.GetBytes(Header.Replace(",adr,", ",price,", StringComparison.Ordinal) + "\n" + Row + "\n"), "adr");

    [Fact]
    public async Task RaggedRow_FailsTheRunWithItsLine() => await FailsAsync(Encoding.UTF8.GetBytes($"{Header}\n{Row}\nResort Hotel,0,3\n"), "line 3");

    [Fact]
    public async Task WrongEncoding_FailsTheRunWithItsLine() =>
        await FailsAsync([.. Encoding.UTF8.GetBytes($"{Header}\n{Row}\n"), .. Encoding.Latin1.GetBytes(Row.Replace("PRT", "CÔT", StringComparison.Ordinal) + "\n")], "line 3");

    [Fact]
    public async Task ByteOrderMarkAndCarriageReturns_AreAccepted()
    {
        using var folder = new TempFolder();
        var path = folder.File("bookings.csv", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes($"{Header}\r\n{Row}\r\n")]);

        (await RunAsync(folder, path)).ShouldExitWith(0);
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedAtOnce()
    {
        using var folder = new TempFolder();

        var result = (await EtlProcess.RunAsync("run", "hotels", "--store", folder.Store, "--model", "RawBookings.Resort.pth=x", "--model", "RawBooking.City.path=x", "--model", "RawBookings.City.syntheticRows=many", "-p", "curency=USD", "--json")).ShouldExitWith(2);

        var problems = result.Json().GetProperty("error").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("message").GetString()!).ToList();
        Assert.Contains(problems, message => message.Contains("Did you mean 'path'?", StringComparison.Ordinal));
        Assert.Contains(problems, message => message.Contains("Did you mean 'RawBookings.City'?", StringComparison.Ordinal));
        Assert.Contains(problems, message => message.Contains("whole number", StringComparison.Ordinal));
        Assert.Contains(problems, message => message.Contains("Did you mean 'currency'?", StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder.Store));
    }

    [Fact]
    public async Task StoreBelowAFile_CantBeWritten()
    {
        using var folder = new TempFolder();
        var file = folder.File("file", "");

        var result = (await EtlProcess.RunAsync("run", "hotels", "--store", Path.Combine(file, "store"))).ShouldExitWith(2);

        Assert.Contains(file, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Too small for the hub, for the records, and for the data.</summary>
    [Theory]
    [InlineData("40k")]
    [InlineData("100k")]
    [InlineData("200k")]
    [InlineData("400k")]
    [InlineData("2m")]
    public async Task FullDisk_IsOneMessageAndPublishesNothing(string size)
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.Mount(folder.Path, $"size={size}");
        var store = folder.Store;

        var result = await EtlProcess.RunAsync("run", "hotels", "--store", store);

        Assert.True(result.ExitCode is 1 or 2, $"exit code {result.ExitCode}");
        Assert.Contains("full", result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.False(StoreFiles.HasPublished(store));
    }

    [Fact]
    public async Task UnknownWords_GetTheNearestOnes()
    {
        Assert.Contains("Did you mean 'hotels'?", (await EtlProcess.RunAsync("run", "hotls")).ShouldExitWith(2).Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'run'?", (await EtlProcess.RunAsync("rnu", "hotels")).ShouldExitWith(2).Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean '--store'?", (await EtlProcess.RunAsync("runs", "--stor", "x")).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FunctionsHost_StartingTheStandAloneBuild_IsToldWhatToDo()
    {
        var result = (await EtlProcess.RunAsync("--host", "127.0.0.1", "--functions-uri", "http://127.0.0.1:1/")).ShouldExitWith(2);

        Assert.Contains("AzureSdk=true", Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static Task<EtlResult> RunAsync(TempFolder folder, string path) =>
        EtlProcess.RunAsync("run", "hotels.resort", "--store", folder.Store, "--model", $"RawBookings.Resort.path={path}");

    private static async Task FailsAsync(byte[] content, string expected)
    {
        using var folder = new TempFolder();
        var path = folder.File("bookings.csv", content);

        var result = (await RunAsync(folder, path)).ShouldExitWith(1);

        Assert.Contains("bookings.csv", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains(expected, result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(StoreFiles.HasPublished(folder.Store));
    }
}

using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Reuse;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Reuse;

public sealed class HotelReuseTests : IAsyncLifetime
{
    private static readonly string[] Resort = ["LoadRawBookings.Resort", "CleanBookings.Resort", "ComputeMonthlyKpis.Resort", "ComputeSegmentMix.Resort", "CountRoomNights.Resort", "WriteChainReport.Resort"];
    private readonly HotelBench _hotels = new();

    public async ValueTask InitializeAsync() => await _hotels.StartAsync();

    public ValueTask DisposeAsync() => _hotels.DisposeAsync();

    [Fact]
    public async Task SecondRun_WithReuse_RunsNoTaskAndPublishesTheSameVersionsAgain()
    {
        var first = await _hotels.RunAsync(_hotels.Request);

        var second = await _hotels.RunAsync(_hotels.WithReuse);

        Assert.Equal((RunStatus.Succeeded, 14), (second.Status, second.Tasks.Count));
        Assert.All(second.Tasks, task => Assert.Equal((RunStatus.Reused, 1), (task.Status, task.Attempts)));
        Assert.Equal(first.Tasks.Select(task => (task.Rows, task.Bytes)), second.Tasks.Select(task => (task.Rows, task.Bytes)));
        Assert.Equal(first.Models.Select(model => (model.Model, model.Version)), second.Models.Select(model => (model.Model, model.Version)));
        var latest = await _hotels.App.LatestAsync("GroupReport");
        Assert.Equal((first.RunId, second.RunId), (latest!.RunId, latest.Order.RunId));
        var commit = await _hotels.App.Records.FindCommitAsync(second.RunId, "WriteGroupReport", TestApp.Cancellation);
        Assert.Equal((RunStatus.Reused, new Adoption(first.RunId, AdoptionReason.Unchanged)), (commit!.Status, commit.Adoption));
        Assert.All(commit.Inputs, input => Assert.Equal(second.RunId, input.RunId));
        Assert.Empty(HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse)));
    }

    [Fact]
    public async Task AnotherCodec_ChangesNothing_AndTheVersionStaysAsItIsStored()
    {
        await _hotels.RunAsync(_hotels.Request);
        var before = await _hotels.App.LatestAsync("Bookings.Resort");
        var configs = _hotels.Request.ModelConfigs.With("Bookings.Resort", "compression", "None").With("MonthlyKpis.City", "format", "Csv").With("RawBookings.City", "compression", "None");

        var run = await _hotels.RunAsync(_hotels.WithReuse with { ModelConfigs = configs });

        Assert.Empty(HotelBench.Executed(run));
        var after = await _hotels.App.LatestAsync("Bookings.Resort");
        Assert.Equal((before!.Version, before.Blob, ModelCompression.Gzip), (after!.Version, after.Blob, after.Compression));
    }

    [Fact]
    public async Task ChangedSetting_RunsWhatDependsOnIt()
    {
        await _hotels.RunAsync(_hotels.Request);

        var run = await _hotels.RunAsync(_hotels.WithReuse with { ModelConfigs = _hotels.Request.ModelConfigs.With("RawBookings.Resort", "seed", 2) });

        Assert.Equal([.. Resort, "ComputeGroupKpis", "WriteGroupReport"], HotelBench.Executed(run).Order(Comparer<string>.Create((a, b) => Rank(a).CompareTo(Rank(b)))));
    }

    [Fact]
    public async Task ChangedCodeVersion_RunsTheTaskAlone_WhenItsOutputComesOutTheSame()
    {
        await _hotels.RunAsync(_hotels.Request);
        _hotels.CodeVersions["ComputeSegmentMix.City"] = "2";
        await _hotels.App.RestartAsync();

        var run = await _hotels.RunAsync(_hotels.WithReuse);

        Assert.Equal(["ComputeSegmentMix.City"], HotelBench.Executed(run));
        Assert.Empty(HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse)));
    }

    [Fact]
    public async Task ChangedParameter_RunsTheTasksThatReadIt()
    {
        await _hotels.RunAsync(_hotels.Request);

        var run = await _hotels.RunAsync(_hotels.WithReuse with { Parameters = new(StringComparer.Ordinal) { ["currency"] = "USD" } });

        Assert.Equal(["WriteChainReport.Resort", "WriteChainReport.City", "WriteGroupReport"], HotelBench.Executed(run));
        Assert.Empty(HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse)));
    }

    [Fact]
    public async Task AnotherBusinessDate_RunsTheTasksThatPrintIt()
    {
        await _hotels.RunAsync(_hotels.Request);

        var run = await _hotels.RunAsync(_hotels.WithReuse with { BusinessDate = new DateOnly(2026, 11, 21) });

        Assert.Equal(["WriteChainReport.Resort", "WriteChainReport.City", "WriteGroupReport"], HotelBench.Executed(run));
    }

    [Fact]
    public async Task InputFile_TouchedOrCopiedWithTheSameContent_RunsNothing_AndChangedRunsWhatItChanges()
    {
        var file = Path.Combine(_hotels.App.Folder, "bookings.csv");
        await WriteAsync(file, resortNights: 2, cityNights: 3);
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", file).With("RawBookings.City", "path", file);
        _hotels.Request = _hotels.Request with { ModelConfigs = configs };
        Assert.Equal(RunStatus.Succeeded, (await _hotels.RunAsync(_hotels.Request)).Status);

        File.SetLastWriteTimeUtc(file, new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Empty(HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse)));

        // The same length and the same date, and only the city's rows differ: the resort's raw bookings are loaded again and come out the same.
        await WriteAsync(file, resortNights: 2, cityNights: 4);
        File.SetLastWriteTimeUtc(file, new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var changed = HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse));

        Assert.Contains("LoadRawBookings.Resort", changed);
        Assert.Equal(["LoadRawBookings.Resort"], changed.Where(task => task.EndsWith(".Resort", StringComparison.Ordinal)));
        Assert.Contains("CleanBookings.City", changed);

        // What there was before is found again.
        await WriteAsync(file, resortNights: 2, cityNights: 3);
        Assert.Empty(HotelBench.Executed(await _hotels.RunAsync(_hotels.WithReuse)));
    }

    [Fact]
    public async Task VersionsOfARunThatFailed_AreNotReused()
    {
        _hotels.Failing.Add("WriteGroupReport");
        Assert.Equal(RunStatus.Failed, (await _hotels.RunAsync(_hotels.Request)).Status);
        _hotels.Failing.Clear();

        var run = await _hotels.RunAsync(_hotels.WithReuse);

        Assert.Equal((RunStatus.Succeeded, 14), (run.Status, HotelBench.Executed(run).Count));
    }

    [Fact]
    public async Task Forecast_TellsEachTasksFate()
    {
        var first = await _hotels.RunAsync(_hotels.Request);
        var changed = _hotels.WithReuse with { ModelConfigs = _hotels.Request.ModelConfigs.With("RawBookings.Resort", "syntheticRows", "10"), Parameters = new(StringComparer.Ordinal) { ["currency"] = "USD" } };

        var forecast = (await _hotels.ForecastAsync(changed)).ToDictionary(task => task.Task, StringComparer.Ordinal);

        Assert.Equal((ReuseAction.Run, "setting RawBookings.Resort.syntheticRows 60 -> 10"), (forecast["LoadRawBookings.Resort"].Action, forecast["LoadRawBookings.Resort"].Reason));
        Assert.Equal((ReuseAction.Maybe, "unless Bookings.Resort comes out the same"), (forecast["ComputeSegmentMix.Resort"].Action, forecast["ComputeSegmentMix.Resort"].Reason));
        Assert.Equal((ReuseAction.Run, "parameter currency EUR -> USD"), (forecast["WriteChainReport.City"].Action, forecast["WriteChainReport.City"].Reason));
        var latest = await _hotels.App.LatestAsync("Bookings.City");
        Assert.Equal(new ReuseForecast("CleanBookings.City", ReuseAction.Reuse, "nothing that it depends on has changed", latest!.Version, first.RunId), forecast["CleanBookings.City"]);
        Assert.Equal(14, forecast.Count);
    }

    private static int Rank(string task) => Array.IndexOf(Resort, task) is >= 0 and var rank ? rank : Resort.Length;

    private static Task WriteAsync(string file, int resortNights, int cityNights)
    {
        const string Header = "hotel,is_canceled,lead_time,arrival_date_year,arrival_date_month,arrival_date_week_number,arrival_date_day_of_month,stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,market_segment,distribution_channel,is_repeated_guest,previous_cancellations,previous_bookings_not_canceled,reserved_room_type,assigned_room_type,booking_changes,deposit_type,agent,company,days_in_waiting_list,customer_type,adr,required_car_parking_spaces,total_of_special_requests,reservation_status,reservation_status_date";
        return File.WriteAllTextAsync(file, $"{Header}\n{Row("Resort Hotel", resortNights)}\n{Row("City Hotel", cityNights)}\n", TestApp.Cancellation);
    }

    private static string Row(string hotel, int nights) =>
        $"{hotel},0,10,2015,July,27,1,0,{nights},2,0,0,BB,PRT,Direct,Direct,0,0,0,A,A,0,No Deposit,NULL,NULL,0,Transient,100,0,0,Check-Out,2015-07-03";
}

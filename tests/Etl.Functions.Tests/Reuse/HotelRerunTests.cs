using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Functions.Tests.Reuse;

public sealed class HotelRerunTests : IAsyncLifetime
{
    private readonly HotelBench _hotels = new();

    public async ValueTask InitializeAsync() => await _hotels.StartAsync();

    public ValueTask DisposeAsync() => _hotels.DisposeAsync();

    [Fact]
    public async Task AfterAFailureOfAnyTask_RerunFromFailed_RunsThatTaskAndWhatDependsOnIt_AndEndsLikeAnUndisturbedRun()
    {
        var undisturbed = await _hotels.RunAsync(_hotels.Request);
        var contents = await _hotels.ContentsAsync();
        Assert.Equal(16, contents.Count);

        foreach (var task in undisturbed.Tasks.Select(task => task.Name))
        {
            _hotels.Failing.Add(task);
            var failed = await _hotels.RunAsync(_hotels.Request);
            _hotels.Failing.Clear();
            Assert.True(failed.Status == RunStatus.Failed, task);

            var rerun = await _hotels.RerunAsync(failed.RunId);

            Assert.Equal((RunStatus.Succeeded, failed.RunId), (rerun.Status, rerun.RerunOf));
            Assert.Equal(await _hotels.WithDownstreamAsync(task), HotelBench.Executed(rerun));
            Assert.Equal(contents, await _hotels.ContentsAsync());
            Assert.All(rerun.Models, model => Assert.NotEmpty(model.Sha256));
        }
    }

    [Fact]
    public async Task AfterTwoFailures_RerunsGoOnWhereTheOneBeforeHasFailed()
    {
        await _hotels.RunAsync(_hotels.Request);
        var contents = await _hotels.ContentsAsync();
        _hotels.Failing.UnionWith(["CleanBookings.Resort", "CountRoomNights.City"]);
        var failed = await _hotels.RunAsync(_hotels.Request);
        _hotels.Failing.Remove("CountRoomNights.City");

        var second = await _hotels.RerunAsync(failed.RunId);
        _hotels.Failing.Clear();
        var third = await _hotels.RerunAsync(second.RunId);

        Assert.Equal((RunStatus.Failed, RunStatus.Succeeded), (second.Status, third.Status));
        Assert.Equal(["CountRoomNights.City", "WriteChainReport.City"], HotelBench.Executed(second));
        Assert.Equal(await _hotels.WithDownstreamAsync("CleanBookings.Resort"), HotelBench.Executed(third));
        Assert.Equal(second.RunId, third.RerunOf);
        Assert.Equal(contents, await _hotels.ContentsAsync());
    }

    [Fact]
    public async Task PlainRerun_RunsEveryTaskWithTheRecordedSettings()
    {
        var request = _hotels.WithReuse with { Parameters = new(StringComparer.Ordinal) { ["currency"] = "CHF" } };
        var first = await _hotels.RunAsync(request);
        var contents = await _hotels.ContentsAsync();
        await _hotels.RunAsync(_hotels.Request with { BusinessDate = new DateOnly(2026, 11, 19) });

        var rerun = await _hotels.RerunAsync(first.RunId, fromFailed: false);

        Assert.Equal((RunStatus.Succeeded, 14), (rerun.Status, HotelBench.Executed(rerun).Count));
        Assert.Equal(first.BusinessDate, rerun.BusinessDate);
        Assert.Equal(contents, await _hotels.ContentsAsync());
    }

    [Fact]
    public async Task RerunFromFailed_AdoptsTheVersionsOfTheFailedRun()
    {
        _hotels.Failing.Add("WriteGroupReport");
        var failed = await _hotels.RunAsync(_hotels.Request);
        _hotels.Failing.Clear();

        var rerun = await _hotels.RerunAsync(failed.RunId);

        var before = await _hotels.App.Records.FindCommitAsync(failed.RunId, "CleanBookings.City", TestContext.Current.CancellationToken);
        var after = await _hotels.App.Records.FindCommitAsync(rerun.RunId, "CleanBookings.City", TestContext.Current.CancellationToken);
        Assert.Equal(before!.Outputs.Select(output => (output.Version, output.Blob)), after!.Outputs.Select(output => (output.Version, output.Blob)));
        Assert.Equal(new Adoption(failed.RunId, AdoptionReason.Rerun), after.Adoption);
        Assert.All(after.Outputs, output => Assert.Equal((failed.RunId, rerun.RunId), (output.RunId, output.Id.RunId)));
        Assert.Equal(before.Outputs[0].Version, (await _hotels.App.LatestAsync("Bookings.City"))!.Version);
    }
}

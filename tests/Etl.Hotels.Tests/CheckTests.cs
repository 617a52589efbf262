using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Tests.Shared;

namespace Etl.Hotels.Tests;

/// <summary>The checks of the models say nothing about data that is as it should be.</summary>
public sealed class CheckTests
{
    [Fact]
    public async Task SyntheticBookings_PassEveryCheck() => AssertPasses(await HotelRun.RunAsync("hotels"));

    [Fact]
    public async Task RealBookings_PassEveryCheck()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", Repository.RealBookings());

        AssertPasses(await HotelRun.RunAsync("hotels.resort", configs, (path, _) => Task.FromResult<Stream>(File.OpenRead(path))));
    }

    [Fact]
    public async Task NoBookings_AreAWarning()
    {
        var run = await HotelRun.RunAsync("hotels.resort", ModelConfigs.Empty.With("RawBookings.Resort", "syntheticRows", 0));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["Bookings.Resort row-count"], run.Tasks.SelectMany(task => task.Checks).Select(check => $"{check.Model} {check.Check}"));
    }

    private static void AssertPasses(RunResult run)
    {
        run.EnsureSucceeded();
        Assert.Empty(run.Tasks.SelectMany(task => task.Checks));
    }
}

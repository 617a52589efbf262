using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

public sealed class SelectionTests
{
    [Fact]
    public async Task RunHotels_OnlyTheKpisOfOneChainAndWhatIsMadeOfThem_ReadsTheRestFromTheRunBefore()
    {
        using var folder = new TempFolder();
        (await EtlProcess.RunAsync("run", "hotels", "--date", "2026-11-20", "--store", folder.Store)).ShouldExitWith(0);
        var before = await StoreFiles.HashesAsync(folder.Store);

        var run = (await EtlProcess.RunAsync("run", "hotels", "--date", "2026-11-20", "--select", "ComputeMonthlyKpis.Resort+", "--exclude", "group:group", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(["ComputeMonthlyKpis.Resort", "WriteChainReport.Resort"], run.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        Assert.Equal(["MonthlyKpis.Resort", "ChainReport.Resort"], run.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetString()));
        Assert.Equal(before["MonthlyKpis.Resort"], (await StoreFiles.HashesAsync(folder.Store))["MonthlyKpis.Resort"]);
    }

    [Fact]
    public async Task RunHotels_ASelectionOnAFreshStore_ListsWhatIsMissing()
    {
        using var folder = new TempFolder();

        var result = (await EtlProcess.RunAsync("run", "hotels", "--select", "group:group", "--store", folder.Store, "--json")).ShouldExitWith(2);

        var messages = result.Json().GetProperty("error").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("message").GetString()!).ToList();
        Assert.Equal(["Model 'Bookings.Resort'", "Model 'Bookings.City'", "Model 'MonthlyKpis.Resort'", "Model 'MonthlyKpis.City'"], messages.Select(message => message[..(message.IndexOf("' ", StringComparison.Ordinal) + 1)]));
        Assert.All(messages, message => Assert.Contains("run it first (etl run hotels --select +", message, StringComparison.Ordinal));
    }
}

using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

public sealed class ReuseTests
{
    private static readonly string[] Small = ["--model", "RawBookings.Resort.syntheticRows=50", "--model", "RawBookings.City.syntheticRows=50", "--date", "2026-11-20"];

    [Fact]
    public async Task SecondHotelsRun_WithReuse_RunsNoTask_AsThePlanHadSaid()
    {
        using var folder = new TempFolder();
        (await EtlProcess.RunAsync(["run", "hotels", "--store", folder.Store, "--reuse", .. Small])).ShouldExitWith(0);

        var plan = (await EtlProcess.RunAsync(["plan", "hotels", "--store", folder.Store, "--reuse", "--json", .. Small])).ShouldExitWith(0).Json();
        var run = (await EtlProcess.RunAsync(["run", "hotels", "--store", folder.Store, "--reuse", "--json", .. Small])).ShouldExitWith(0).Json();

        Assert.Equal(14, run.GetProperty("tasks").GetArrayLength());
        Assert.All(run.GetProperty("tasks").EnumerateArray(), task => Assert.Equal("Reused", task.GetProperty("status").GetString()));
        Assert.All(plan.GetProperty("tasks").EnumerateArray(), task => Assert.Equal("reuse", task.GetProperty("reuse").GetProperty("action").GetString()));
        Assert.Equal("Succeeded", run.GetProperty("status").GetString());

        var table = (await EtlProcess.RunAsync(["plan", "hotels", "--store", folder.Store, "--reuse", "-p", "currency=USD", .. Small])).ShouldExitWith(0).Output;
        Assert.Contains("runs: parameter currency EUR -> USD", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedRun_SaysHowToGoOn_AndItsRerunRunsWhatIsLeft()
    {
        using var folder = new TempFolder();
        var file = folder.File("bookings.csv", "not,the,columns\n1,2,3\n");
        string[] run = ["run", "hotels", "--store", folder.Store, "--model", $"RawBookings.Resort.path={file}", "--model", "RawBookings.City.syntheticRows=50", "--date", "2026-11-20"];
        var failed = (await EtlProcess.RunAsync(run)).ShouldExitWith(1);
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
        var command = $"etl rerun {runId} --from-failed";
        Assert.Contains(command, failed.Output, StringComparison.Ordinal);
        Assert.Contains(command, (await EtlProcess.RunAsync("show", runId, "--store", folder.Store)).ShouldExitWith(0).Output, StringComparison.Ordinal);

        var raw = (await EtlProcess.RunAsync("run", "hotels.resort", "--store", Path.Combine(folder.Path, "other"), "--model", "RawBookings.Resort.syntheticRows=50")).ShouldExitWith(0);
        Assert.Contains("Succeeded", raw.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, await CsvAsync(Path.Combine(folder.Path, "other")), TestContext.Current.CancellationToken);
        var rerun = (await EtlProcess.RunAsync("rerun", runId, "--from-failed", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(("Succeeded", runId), (rerun.GetProperty("status").GetString(), rerun.GetProperty("rerunOf").GetString()));
        var reused = rerun.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("status").GetString() == "Reused").Select(task => task.GetProperty("name").GetString()!).ToList();
        Assert.Equal(["LoadRawBookings.City", "CleanBookings.City", "ComputeMonthlyKpis.City", "ComputeSegmentMix.City", "CountRoomNights.City", "WriteChainReport.City"], reused);
        var refused = (await EtlProcess.RunAsync("rerun", rerun.GetProperty("runId").GetString()!, "--from-failed", "--store", folder.Store)).ShouldExitWith(2);
        Assert.Contains("Nothing failed", refused.Error, StringComparison.Ordinal);
        (await EtlProcess.RunAsync("rerun", "hotels-20260101-nightly", "--store", folder.Store)).ShouldExitWith(2);
    }

    /// <summary>The raw bookings of a store as the file that they could have come from.</summary>
    private static async Task<string> CsvAsync(string store)
    {
        var rows = (await EtlProcess.RunAsync("model", "cat", "RawBookings.Resort", "--store", store, "--json")).ShouldExitWith(0).Json().EnumerateArray().ToList();
        var names = rows[0].EnumerateObject().Where(column => column.Value.ValueKind == JsonValueKind.String).Select(column => column.Name).ToList();
        var lines = rows.Select(row => string.Join(',', names.Select(name => row.GetProperty(name).GetString())));
        return string.Join('\n', [string.Join(',', names.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)), .. lines]) + "\n";
    }
}

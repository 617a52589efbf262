using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary><c>etl backfill</c> as a user runs it.</summary>
public sealed class BackfillTests
{
    [Fact]
    public async Task Backfill_RunsEachDateAndPrintsThem()
    {
        using var folder = new TempFolder();

        var result = (await EtlProcess.RunAsync(Backfill(folder, "2026-11-01", "2026-11-03", "--max-parallel", "2", "--json"))).ShouldExitWith(0);

        Assert.Equal(("Succeeded", 3), (result.Json().GetProperty("status").GetString(), result.Json().GetProperty("succeeded").GetInt32()));
        Assert.Equal(["2026-11-01", "2026-11-02", "2026-11-03"], Dates(result.Json()));
        Assert.Equal(3, Runs(await EtlProcess.RunAsync("runs", "--store", folder.Store, "--json")).Count);
    }

    [Fact]
    public async Task Backfill_ThatIsKilled_GoesOnWhenItIsRepeated()
    {
        using var folder = new TempFolder();
        var command = Backfill(folder, "2026-11-01", "2026-11-06", "--name", "november");
        await using (var process = EtlProcess.Start(command))
        {
            await process.ErrorLineAsync(line => line.StartsWith("2026-11-02: Succeeded", StringComparison.Ordinal));
            await process.KillAsync();
        }

        var result = (await EtlProcess.RunAsync([.. command, "--json"])).ShouldExitWith(0);

        Assert.Equal(6, result.Json().GetProperty("succeeded").GetInt32());
        var runs = Runs(await EtlProcess.RunAsync("runs", "--store", folder.Store, "--json"));
        Assert.Equal(6, runs.Count);
        Assert.All(runs, run => Assert.Equal("Succeeded", run.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Backfill_ThatIsInterrupted_SaysHowToGoOn()
    {
        using var folder = new TempFolder();
        await using var process = EtlProcess.Start(Backfill(folder, "2026-11-01", "2026-11-28", "--name", "november"));
        await process.ErrorLineAsync(line => line.StartsWith("2026-11-01: Succeeded", StringComparison.Ordinal));

        process.Interrupt();
        var result = (await process.WaitAsync()).ShouldExitWith(130);

        Assert.Contains("--name november", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_WhileAServerWorksOnTheStore_IsHandedToIt()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);

        var result = (await EtlProcess.RunAsync(Backfill(folder, "2026-11-01", "2026-11-02", "--json"))).ShouldExitWith(0);

        var id = result.Json().GetProperty("id").GetString();
        using var backfill = JsonDocument.Parse(await server.Client.GetStringAsync($"api/backfills/{id}", TestContext.Current.CancellationToken));
        Assert.Equal("Succeeded", backfill.RootElement.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("2026-11-02", "2026-11-01", "1", "before the first")]
    [InlineData("2026-11-01", "2026-11-02", "0", "from 1 to 50")]
    [InlineData("2020-01-01", "2026-11-02", "1", "more than 1000 runs")]
    public async Task Backfill_ThatIsNotPossible_IsRefusedBeforeItsFirstRun(string from, string to, string parallel, string expected)
    {
        using var folder = new TempFolder();

        var result = (await EtlProcess.RunAsync(Backfill(folder, from, to, "--max-parallel", parallel))).ShouldExitWith(2);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(Runs(await EtlProcess.RunAsync("runs", "--store", folder.Store, "--json")));
    }

    private static string[] Backfill(TempFolder folder, string from, string to, params string[] more) =>
        ["backfill", "hotels.resort", "--store", folder.Store, "--from", from, "--to", to, .. more];

    private static List<JsonElement> Runs(EtlResult result) => [.. result.ShouldExitWith(0).Json().EnumerateArray()];

    private static IEnumerable<string?> Dates(JsonElement backfill) => backfill.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("businessDate").GetString());
}

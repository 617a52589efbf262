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

        var listed = Assert.Single((await EtlProcess.RunAsync("backfills", "--store", folder.Store, "--json")).ShouldExitWith(0).Json().EnumerateArray());
        var id = listed.GetProperty("id").GetString()!;
        Assert.Contains($"Go on with: etl backfills resume {id}", result.Error, StringComparison.Ordinal);
        Assert.Equal("Interrupted", listed.GetProperty("status").GetString());
        Assert.Contains("Go on with: etl backfills resume", (await EtlProcess.RunAsync("backfills", "show", id, "--store", folder.Store)).ShouldExitWith(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OfAnInterruptedBackfill_BringsItToItsEnd()
    {
        using var folder = new TempFolder();
        var id = await InterruptedAsync(folder, "2026-11-01", "2026-11-05");

        var result = (await EtlProcess.RunAsync("backfills", "resume", id, "--store", folder.Store, "--json")).ShouldExitWith(0);

        Assert.Equal(5, result.Json().GetProperty("succeeded").GetInt32());
        Assert.Equal(5, Runs(await EtlProcess.RunAsync("runs", "--store", folder.Store, "--json")).Count);
        Assert.Contains("has ended (Succeeded)", (await EtlProcess.RunAsync("backfills", "resume", id, "--store", folder.Store)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfAnInterruptedBackfill_EndsItAndStartsNoMore()
    {
        using var folder = new TempFolder();
        var id = await InterruptedAsync(folder, "2026-11-01", "2026-11-28");

        Assert.Contains("is a backfill, not a run", (await EtlProcess.RunAsync("cancel", id, "--store", folder.Store)).ShouldExitWith(2).Error, StringComparison.Ordinal);
        var cancelled = (await EtlProcess.RunAsync("backfills", "cancel", id, "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal("Cancelled", cancelled.GetProperty("status").GetString());
        Assert.Equal(28, cancelled.GetProperty("succeeded").GetInt32() + cancelled.GetProperty("cancelled").GetInt32());
        Assert.Equal("Cancelled", Assert.Single((await EtlProcess.RunAsync("backfills", "--store", folder.Store, "--json")).ShouldExitWith(0).Json().EnumerateArray()).GetProperty("status").GetString());
        Assert.All(Runs(await EtlProcess.RunAsync("runs", "--limit", "50", "--store", folder.Store, "--json")), run => Assert.Contains(run.GetProperty("status").GetString(), new[] { "Succeeded", "Cancelled" }));
        (await EtlProcess.RunAsync("backfills", "cancel", id, "--store", folder.Store)).ShouldExitWith(0);
        Assert.Contains("etl backfills", (await EtlProcess.RunAsync("backfills", "cancel", "nobody-knows", "--store", folder.Store)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_OfARemoteApp_IsStartedFollowedListedAndCancelledAsHere()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        var url = server.Client.BaseAddress!.ToString();
        string[] range = ["backfill", "hotels.resort", "--from", "2026-11-01", "--to", "2026-11-03", "--max-parallel", "3", "--scheduling", "eager", "--name", "november"];

        var result = (await EtlProcess.RunAsync([.. range, "--url", url, "--json"])).ShouldExitWith(0);
        var id = result.Json().GetProperty("id").GetString()!;
        var repeated = (await EtlProcess.RunAsync([.. range, "--url", url])).ShouldExitWith(0);

        Assert.Equal(["2026-11-01", "2026-11-02", "2026-11-03"], Dates(result.Json()));
        Assert.Contains("2026-11-03: Succeeded, run ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Succeeded. 3 of 3 runs succeeded.", repeated.Error, StringComparison.Ordinal);
        Assert.Contains("\"scheduling\":\"Eager\"", await File.ReadAllTextAsync(Path.Combine(folder.Store, "backfills", id, "claim.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string[][] commands =
        [
            ["backfills"], ["backfills", "--json"], ["backfills", "--pipeline", "none"], ["backfills", "show", id], ["backfills", "show", id, "--json"], ["backfills", "show", "nobody-knows"],
            ["backfills", "cancel", id], ["backfills", "cancel", "nobody-knows", "--json"], ["cancel", id], ["show", id, "--json"], [.. range, "--missing"], ["backfill", "hotels.resort", "--from", "2026-11-03", "--to", "2026-11-01"],
        ];
        foreach (var command in commands)
        {
            var remote = await EtlProcess.RunAsync([.. command, "--url", url]);
            var local = await EtlProcess.RunAsync([.. command, "--store", folder.Store]);
            Assert.True(local.ExitCode == remote.ExitCode, $"{string.Join(' ', command)}: {local.ExitCode} and {remote.ExitCode}\n{local.Error}\n{remote.Error}");
            Assert.Equal(local.Output, remote.Output);
            Assert.Equal(string.Join('\n', local.Error.Split('\n').Where(line => !line.StartsWith("Process ", StringComparison.Ordinal))), remote.Error);
        }
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

    private static async Task<string> InterruptedAsync(TempFolder folder, string from, string to)
    {
        await using var process = EtlProcess.Start(Backfill(folder, from, to));
        await process.ErrorLineAsync(line => line.StartsWith($"{from}: Succeeded", StringComparison.Ordinal));
        await process.KillAsync();
        return (await EtlProcess.RunAsync("backfills", "--store", folder.Store, "--json")).ShouldExitWith(0).Json()[0].GetProperty("id").GetString()!;
    }

    private static string[] Backfill(TempFolder folder, string from, string to, params string[] more) =>
        ["backfill", "hotels.resort", "--store", folder.Store, "--from", from, "--to", to, .. more];

    private static List<JsonElement> Runs(EtlResult result) => [.. result.ShouldExitWith(0).Json().EnumerateArray()];

    private static IEnumerable<string?> Dates(JsonElement backfill) => backfill.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("businessDate").GetString());
}

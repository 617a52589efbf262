using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>A real process is killed with SIGKILL; the next one goes on where its records end.</summary>
public sealed class KillTests
{
    private static readonly string[] Run = ["run", "hotels", "--date", "2026-11-20"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(14)]
    public async Task Resume_AfterAKill_EndsTheRunWithTheSameResultAndRepeatsNoCommittedTask(int commitsBeforeTheKill)
    {
        using var undisturbed = new TempFolder();
        (await EtlProcess.RunAsync([.. Run, "--store", undisturbed.Store])).ShouldExitWith(0);
        using var folder = new TempFolder();
        string runId;
        await using (var process = EtlProcess.Start([.. Run, "--store", folder.Store]))
        {
            runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
            await Eventually.TrueAsync(() => StoreFiles.CommitCount(folder.Store, runId) >= commitsBeforeTheKill || process.HasExited);
            await process.KillAsync();
        }

        var committed = StoreFiles.Commits(folder.Store, runId);
        var shown = (await EtlProcess.RunAsync("show", runId, "--store", folder.Store, "--json")).ShouldExitWith(0).Json();
        if (shown.GetProperty("status").GetString() != "Succeeded")
        {
            Assert.Equal("Interrupted", shown.GetProperty("status").GetString());
            Assert.Equal(1, (await EtlProcess.RunAsync("runs", "--status", "interrupted", "--store", folder.Store, "--json")).ShouldExitWith(0).Json().GetArrayLength());
            var resumed = (await EtlProcess.RunAsync("resume", runId, "--store", folder.Store, "--json")).ShouldExitWith(0).Json();
            Assert.Equal("Succeeded", resumed.GetProperty("status").GetString());
            Assert.Equal(runId, resumed.GetProperty("runId").GetString());
        }

        var records = StoreFiles.Commits(folder.Store, runId);
        Assert.All(committed, before => Assert.Equal(before.Value, records[before.Key]));
        Assert.Equal(WithoutReports(await StoreFiles.HashesAsync(undisturbed.Store)), WithoutReports(await StoreFiles.HashesAsync(folder.Store)));
    }

    [Fact]
    public async Task Resume_WhenTheHubIsGone_StartsAnewFromTheRecords_AndRunsNoCommittedTaskAgain()
    {
        using var folder = new TempFolder();
        string runId;
        await using (var process = EtlProcess.Start([.. Run, "--model", "RawBookings.Resort.syntheticRows=300000", "--store", folder.Store]))
        {
            runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
            await Eventually.TrueAsync(() => StoreFiles.CommitCount(folder.Store, runId) > 0);
            await process.KillAsync();
        }

        var committed = StoreFiles.Commits(folder.Store, runId);
        foreach (var file in Directory.GetFiles(folder.Store, "hub.db*"))
        {
            File.Delete(file);
        }

        (await EtlProcess.RunAsync("resume", runId, "--store", folder.Store)).ShouldExitWith(0);

        var records = StoreFiles.Commits(folder.Store, runId);
        Assert.All(committed, before => Assert.Equal(before.Value, records[before.Key]));
        Assert.True(StoreFiles.HasPublished(folder.Store));
    }

    [Fact]
    public async Task Serve_AfterAKill_GoesOnWithEveryInterruptedRunByItself()
    {
        using var folder = new TempFolder();
        string runId;
        await using (var process = EtlProcess.Start([.. Run, "--store", folder.Store]))
        {
            runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
            await Eventually.TrueAsync(() => StoreFiles.CommitCount(folder.Store, runId) > 0);
            await process.KillAsync();
        }

        await using var server = await EtlServer.StartAsync(folder.Store);
        Assert.Equal("Succeeded", await server.WaitForEndAsync(runId));
    }

    [Fact]
    public async Task Cancel_OfAnInterruptedRun_EndsItCancelledAndPublishesNothing()
    {
        using var folder = new TempFolder();
        string runId;
        await using (var process = EtlProcess.Start([.. Run, "--store", folder.Store]))
        {
            runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
            await process.KillAsync();
        }

        (await EtlProcess.RunAsync("cancel", runId, "--store", folder.Store)).ShouldExitWith(0);

        var shown = (await EtlProcess.RunAsync("show", runId, "--store", folder.Store, "--json")).ShouldExitWith(0).Json();
        Assert.Equal("Cancelled", shown.GetProperty("status").GetString());
        Assert.False(StoreFiles.HasPublished(folder.Store));
    }

    [Fact]
    public async Task CtrlC_WhileATaskRuns_LeavesTheRunResumableAndExitsWith130()
    {
        using var folder = new TempFolder();
        await using var process = EtlProcess.Start([.. Run, "--model", "RawBookings.Resort.syntheticRows=300000", "--store", folder.Store]);
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
        await process.ErrorLineAsync(line => line.StartsWith("Running", StringComparison.Ordinal));

        process.Interrupt();

        var stopped = (await process.WaitAsync()).ShouldExitWith(130);
        Assert.Contains($"etl resume {runId}", stopped.Error, StringComparison.Ordinal);
        Assert.False(StoreFiles.HasPublished(folder.Store));
        (await EtlProcess.RunAsync("resume", runId, "--store", folder.Store)).ShouldExitWith(0);
    }

    /// <summary>Reports name their run.</summary>
    private static SortedDictionary<string, string> WithoutReports(IReadOnlyDictionary<string, string> hashes) =>
        new(hashes.Where(model => !model.Key.Contains("Report", StringComparison.Ordinal)).ToDictionary(model => model.Key, model => model.Value, StringComparer.Ordinal), StringComparer.Ordinal);
}

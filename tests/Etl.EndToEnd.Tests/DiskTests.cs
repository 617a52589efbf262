using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>A disk that fills up, or can't be written any more, in the middle of a run, and is mended.</summary>
public sealed class DiskTests
{
    private static readonly string[] Run = ["run", "hotels", "--date", "2026-11-20"];

    [Fact]
    public async Task FullDisk_ThatIsEnlarged_LetsTheSamePipelineEndWellWithNothingHalfWritten()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.Mount(folder.Path, "size=1m");
        var failed = await EtlProcess.RunAsync([.. Run, "--store", folder.Store]);
        Assert.True(failed.ExitCode is 1 or 2, $"exit code {failed.ExitCode}");
        Assert.Contains("full", failed.Output + failed.Error, StringComparison.Ordinal);
        Assert.False(StoreFiles.HasPublished(folder.Store));

        SmallDisk.Remount(folder.Path, "size=200m");

        await GoOnAsync(folder.Store);
    }

    [Fact]
    public async Task FullDisk_UnderAServer_EndsItWithTheReason_AndTheNextOneGoesOn()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.Mount(folder.Path, "size=200m");
        await using var server = await EtlServer.StartAsync(folder.Store);
        await using var process = EtlProcess.Start([.. Run, "--store", folder.Store, "--model", "RawBookings.Resort.syntheticRows=300000"]);
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
        var tasks = Path.Combine(folder.Store, "runs", runId, "tasks");
        await Eventually.TrueAsync(() => Directory.Exists(tasks) && Directory.EnumerateFiles(tasks).Any());
        var filler = Path.Combine(folder.Path, "filler");

        // What tasks could not write whole they delete, which makes room again.
        await Eventually.TrueAsync(() =>
        {
            Fill(filler);
            return server.Process.HasExited;
        });

        var ended = await server.Process.WaitAsync();

        Assert.True(ended.ExitCode == 1, $"exit code {ended.ExitCode}: {ended.Error}");
        Assert.Contains("can't be used", ended.Error, StringComparison.Ordinal);
        File.Delete(filler);
        await using var next = await EtlServer.StartAsync(folder.Store);
        Assert.Contains(await next.WaitForEndAsync(runId), (string[])["Succeeded", "Failed"]);
    }

    [Fact]
    public async Task DiskThatBecomesReadOnly_IsOneMessageAndTheRunGoesOnWhenItCanBeWrittenAgain()
    {
        using var folder = new TempFolder();
        using var disk = SmallDisk.Mount(folder.Path, "size=200m");
        await using var process = EtlProcess.Start([.. Run, "--store", folder.Store, "--model", "RawBookings.Resort.syntheticRows=300000"]);
        await StoreFiles.OnlyRunIdAsync(folder.Store);
        await process.KillAsync();
        SmallDisk.Remount(folder.Path, "ro");

        var refused = await EtlProcess.RunAsync([.. Run, "--store", folder.Store]);
        Assert.True(refused.ExitCode == 2, $"exit code {refused.ExitCode}: {refused.Error}");
        Assert.Contains("read-only", refused.Error, StringComparison.OrdinalIgnoreCase);
        (await EtlProcess.RunAsync("runs", "--store", folder.Store)).ShouldExitWith(0);
        SmallDisk.Remount(folder.Path, "rw");

        await GoOnAsync(folder.Store);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Every run that was started goes on to an end; a run that failed for the disk is repeated.</summary>
    private static async Task GoOnAsync(string store)
    {
        var runs = (await EtlProcess.RunAsync("runs", "--store", store, "--json")).ShouldExitWith(0).Json().EnumerateArray().ToList();
        foreach (var run in runs.Where(run => run.GetProperty("status").GetString() == "Interrupted"))
        {
            await EtlProcess.RunAsync("resume", run.GetProperty("runId").GetString()!, "--store", store);
        }

        (await EtlProcess.RunAsync([.. Run, "--store", store])).ShouldExitWith(0);
        Assert.Equal(0, (await EtlProcess.RunAsync("runs", "--status", "interrupted", "--store", store, "--json")).ShouldExitWith(0).Json().GetArrayLength());
        using var undisturbed = new TempFolder();
        (await EtlProcess.RunAsync([.. Run, "--store", undisturbed.Store])).ShouldExitWith(0);
        Assert.Equal(await WithoutReportsAsync(undisturbed.Store), await WithoutReportsAsync(store));
    }

    private static async Task<SortedDictionary<string, string>> WithoutReportsAsync(string store) =>
        new((await StoreFiles.HashesAsync(store)).Where(model => !model.Key.Contains("Report", StringComparison.Ordinal) && model.Key is not ("RawBookings.Resort")).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}

using System.IO.Compression;
using System.Net.Http.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>A process is asked to end while a task runs that would take many minutes more.</summary>
public sealed class ShutdownTests
{
    private const string Long = "RawBookings.Resort.syntheticRows=50000000";

    [Fact]
    public async Task Terminate_WhileATaskRuns_EndsTheProcessInOrderAndLeavesTheRunInterruptedWithNothingHalfWritten()
    {
        using var folder = new TempFolder();
        await using var process = await StartAsync(folder);

        process.Signal("TERM");

        var ended = (await process.WaitAsync()).ShouldExitWith(130);
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);
        Assert.Contains($"etl resume {runId}", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(HolderFile(folder)));
        await IsInterruptedAsync(folder, runId);
    }

    [Fact]
    public async Task Terminate_OfAServer_EndsItInOrder_AndTheNextOneGoesOn()
    {
        using var folder = new TempFolder();
        await using var server = await EtlServer.StartAsync(folder.Store);
        using var accepted = await server.Client.PostAsJsonAsync(new Uri("api/pipelines/hotels.resort/runs", UriKind.Relative), new { }, TestContext.Current.CancellationToken);
        var runId = await StoreFiles.OnlyRunIdAsync(folder.Store);

        server.Process.Signal("TERM");

        (await server.Process.WaitAsync()).ShouldExitWith(130);
        Assert.False(File.Exists(HolderFile(folder)));
        await using var next = await EtlServer.StartAsync(folder.Store);
        Assert.Equal("Succeeded", await next.WaitForEndAsync(runId));
    }

    [Fact]
    public async Task InterruptTwice_EndsAtOnceWithoutDraining_AndTheRunIsInterrupted()
    {
        using var folder = new TempFolder();
        await using var process = await StartAsync(folder);

        process.Signal("INT");
        await process.ErrorLineAsync(line => line.Contains("Ctrl-C again: at once", StringComparison.Ordinal));
        process.Signal("INT");

        (await process.WaitAsync()).ShouldExitWith(130);

        // A process that ends in order takes it away.
        Assert.True(File.Exists(HolderFile(folder)));
        await IsInterruptedAsync(folder, await StoreFiles.OnlyRunIdAsync(folder.Store));
    }

    private static async Task<EtlProcess> StartAsync(TempFolder folder)
    {
        var (process, _) = await EtlProcess.StartUntilAsync(line => line.StartsWith("Running", StringComparison.Ordinal), configure: null, "run", "hotels.resort", "--store", folder.Store, "--model", Long);
        return process;
    }

    /// <summary>Nothing of it is visible, the hub is free, and it can be brought to an end.</summary>
    private static async Task IsInterruptedAsync(TempFolder folder, string runId)
    {
        Assert.False(StoreFiles.HasPublished(folder.Store));
        Assert.Equal(0, StoreFiles.CommitCount(folder.Store, runId));
        var models = Path.Combine(folder.Store, "models");
        Assert.All(Directory.Exists(models) ? Directory.GetFiles(models, "*", SearchOption.AllDirectories) : [], IsWhole);
        var runs = (await EtlProcess.RunAsync("runs", "--store", folder.Store, "--json")).ShouldExitWith(0).Json();
        Assert.Equal("Interrupted", runs[0].GetProperty("status").GetString());
        (await EtlProcess.RunAsync("cancel", runId, "--store", folder.Store)).ShouldExitWith(0);
    }

    /// <summary>Parts of a version are there one by one, which no record names; each is whole.</summary>
    private static void IsWhole(string part)
    {
        using var content = new GZipStream(File.OpenRead(part), CompressionMode.Decompress);
        using var text = new StreamReader(content);
        Assert.EndsWith("}\n", text.ReadToEnd(), StringComparison.Ordinal);
    }

    private static string HolderFile(TempFolder folder) => Path.Combine(folder.Store, "hub.json");
}

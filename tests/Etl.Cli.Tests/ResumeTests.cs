using Etl.Cli.Tests.Support;

namespace Etl.Cli.Tests;

public sealed class ResumeTests
{
    [Fact]
    public async Task Resume_OfARunWhoseProcessDiedBeforeItsEndWasListed_ListsIt()
    {
        using var store = new TempStore();
        var runId = await RunAsync(store);
        UnlistEnds(store);
        Assert.Equal("Interrupted", await ListedStatusAsync(store, "runs"));

        (await EtlAsync(store, "resume", runId)).ShouldExitWith(0);

        Assert.Equal("Succeeded", await ListedStatusAsync(store, "runs"));
        Assert.Contains("has ended (Succeeded)", (await EtlAsync(store, "resume", runId)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResumeOfABackfill_WhoseProcessDiedBeforeItsEndWasListed_ListsIt()
    {
        using var store = new TempStore();
        var id = (await EtlAsync(store, "backfill", "numbers", "--from", "2026-11-01", "--to", "2026-11-02", "--json")).ShouldExitWith(0).Json().GetProperty("id").GetString()!;
        UnlistEnds(store);
        Assert.NotEqual("Succeeded", await ListedStatusAsync(store, "backfills"));

        (await EtlAsync(store, "backfills", "resume", id)).ShouldExitWith(0);

        Assert.Equal("Succeeded", await ListedStatusAsync(store, "backfills"));
        Assert.Contains("has ended (Succeeded)", (await EtlAsync(store, "backfills", "resume", id)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rerun")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task CommandThatWorksOnARun_OpensTheStoreToWrite(string command)
    {
        using var store = new TempStore();
        var runId = await RunAsync(store);
        UnlistEnds(store);
        var opened = 0;
        var parts = new HostParts
        {
            Store = inner =>
            {
                opened++;
                return inner;
            },
        };

        await CommandLine.RunAsync(NumbersPipeline.Catalog, parts, command, runId, "--store", store.Path);

        Assert.Equal(1, opened);
    }

    private static async Task<string> RunAsync(TempStore store) =>
        (await EtlAsync(store, "run", "numbers", "--json")).ShouldExitWith(0).Json().GetProperty("runId").GetString()!;

    private static Task<CommandResult> EtlAsync(TempStore store, params string[] args) => CommandLine.RunAsync(NumbersPipeline.Catalog, [.. args, "--store", store.Path]);

    private static async Task<string?> ListedStatusAsync(TempStore store, string list) =>
        (await EtlAsync(store, list, "--json")).ShouldExitWith(0).Json()[0].GetProperty("status").GetString();

    /// <summary>The index as it is between the last record and the note that tells of it.</summary>
    private static void UnlistEnds(TempStore store)
    {
        var ends = Directory.GetFiles(Path.Combine(store.Path, "index"), "ended!note", SearchOption.AllDirectories);
        Assert.NotEmpty(ends);
        Array.ForEach(ends, File.Delete);
    }
}

using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>
/// Runs that earlier versions started and that were killed in the middle: their snapshot, their records and their history, as those versions wrote them.
/// <c>Schema2</c> is from before there were packs; <c>Schema3</c> has packs.
/// </summary>
public sealed class EarlierRunTests
{
    private static readonly string[] FreshRun = ["run", "hotels.resort", "--date", "2026-11-20", "--model", "RawBookings.Resort.syntheticRows=12", "--json"];

    [Theory]
    [InlineData("Schema2")]
    [InlineData("Schema3")]
    public async Task Resume_OfARunOfAnEarlierVersion_EndsItAndRepeatsNoCommittedTask(string sample)
    {
        using var folder = new TempFolder();
        var runId = Restore(sample, folder.Store);
        var before = StoreFiles.Commits(folder.Store, runId);
        Assert.Equal("Interrupted", (await EtlProcess.RunAsync("show", runId, "--store", folder.Store, "--json")).ShouldExitWith(0).Json().GetProperty("status").GetString());

        var run = (await EtlProcess.RunAsync("resume", runId, "--store", folder.Store, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(("Succeeded", 7), (run.GetProperty("status").GetString(), run.GetProperty("models").GetArrayLength()));
        var after = StoreFiles.Commits(folder.Store, runId);
        Assert.All(before, commit => Assert.Equal(commit.Value, after[commit.Key]));
        await AssertContentIsThatOfAFreshRunAsync(folder.Store);
    }

    [Theory]
    [InlineData("Schema2")]
    [InlineData("Schema3")]
    public async Task Serve_GoesOnWithARunOfAnEarlierVersion(string sample)
    {
        using var folder = new TempFolder();
        var runId = Restore(sample, folder.Store);

        await using (var server = await EtlServer.StartAsync(folder.Store))
        {
            Assert.Equal("Succeeded", await server.WaitForEndAsync(runId));
        }

        await AssertContentIsThatOfAFreshRunAsync(folder.Store);
    }

    private static string Restore(string sample, string store)
    {
        var files = Path.Combine(Repository.Root, "tests", "Etl.EndToEnd.Tests", "Samples", "InterruptedRuns", sample);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(files, "store"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(store, Path.GetRelativePath(Path.Combine(files, "store"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        RecordedHub.Restore(Path.Combine(files, "hub.json"), Path.Combine(store, "hub.db"));
        return Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(store, "runs"))));
    }

    private static async Task AssertContentIsThatOfAFreshRunAsync(string store)
    {
        using var fresh = new TempFolder();
        (await EtlProcess.RunAsync([.. FreshRun, "--store", fresh.Store])).ShouldExitWith(0);
        Assert.Equal(WithoutReport(await StoreFiles.HashesAsync(fresh.Store)), WithoutReport(await StoreFiles.HashesAsync(store)));
    }

    // It has the run's id and time in it.
    private static IEnumerable<KeyValuePair<string, string>> WithoutReport(IReadOnlyDictionary<string, string> hashes) =>
        hashes.Where(model => !model.Key.StartsWith("ChainReport", StringComparison.Ordinal)).OrderBy(model => model.Key, StringComparer.Ordinal);
}

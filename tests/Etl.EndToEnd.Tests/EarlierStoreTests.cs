using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests;

/// <summary>A store that was written when all records had schema 1: what is in it stays readable, and runs go on with it.</summary>
public sealed class EarlierStoreTests : IDisposable
{
    private const string RunId = "hotels.resort-20261122T221030Z-801e67";
    private readonly TempFolder _folder = new();

    public EarlierStoreTests()
    {
        var sample = Path.Combine(Repository.Root, "tests", "Etl.EndToEnd.Tests", "Samples", "Schema1Store");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Store, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Fact]
    public async Task EverythingInIt_CanBeLookedAt()
    {
        var run = await JsonAsync("show", RunId);
        Assert.Equal(("Succeeded", 6, 7), (run.GetProperty("status").GetString(), run.GetProperty("tasks").GetArrayLength(), run.GetProperty("models").GetArrayLength()));
        Assert.Equal([RunId], (await JsonAsync("runs")).EnumerateArray().Select(entry => entry.GetProperty("runId").GetString()));
        Assert.Equal(7, (await JsonAsync("models")).GetArrayLength());
        var model = await JsonAsync("model", "show", "Bookings.Resort");
        Assert.Equal((RunId, "Unchecked"), (model.GetProperty("versions")[0].GetProperty("runId").GetString(), model.GetProperty("versions")[0].GetProperty("quality").GetString()));
        Assert.Equal(["Bookings.Resort", "RawBookings.Resort"], (await JsonAsync("model", "lineage", "Bookings.Resort")).GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("model").GetString()));
        Assert.Equal(12, (await JsonAsync("model", "cat", "RawBookings.Resort")).GetArrayLength());
        Assert.StartsWith("<!doctype html>", (await EtlProcess.RunAsync("model", "cat", "ChainReport.Resort", "--store", _folder.Store)).ShouldExitWith(0).Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task NextRun_FindsTheSameContentAndBecomesTheLatest()
    {
        var hashes = await StoreFiles.HashesAsync(_folder.Store);

        // Nobody wrote down what the earlier versions were made from, so all is run.
        var run = await JsonAsync("run", "hotels.resort", "--date", "2026-11-20", "--model", "RawBookings.Resort.syntheticRows=12", "--reuse");

        Assert.All(run.GetProperty("tasks").EnumerateArray(), task => Assert.Equal("Succeeded", task.GetProperty("status").GetString()));
        var models = (await JsonAsync("models")).EnumerateArray().ToList();
        Assert.All(models, model => Assert.Equal(run.GetProperty("runId").GetString(), model.GetProperty("runId").GetString()));
        Assert.All(models.Where(model => model.GetProperty("rows").GetInt64() > 0), model => Assert.Equal(hashes[model.GetProperty("model").GetString()!], model.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task PlainRerun_OfARunInIt_RepeatsIt()
    {
        var run = await JsonAsync("rerun", RunId);

        Assert.Equal(("Succeeded", RunId, "2026-11-20"), (run.GetProperty("status").GetString(), run.GetProperty("rerunOf").GetString(), run.GetProperty("businessDate").GetString()));
        Assert.Equal(12, (await JsonAsync("model", "cat", "RawBookings.Resort")).GetArrayLength());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonElement> JsonAsync(params string[] args) => (await EtlProcess.RunAsync([.. args, "--store", _folder.Store, "--json"])).ShouldExitWith(0).Json();
}

using System.Text.Json;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>A pipeline that is made of what others have published, with partitions and a model that goes on from its previous version.</summary>
public sealed class GroupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task HotelsGroup_BeforeAnythingIsPublished_IsRefusedWithWhatIsMissing()
    {
        var refused = (await EtlProcess.RunAsync("run", "hotels.group", "--store", _folder.Store, "--json")).ShouldExitWith(2);

        var problems = refused.Json().GetProperty("error").GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("message").GetString()!).ToList();
        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.Contains("run one of them first (etl run hotels)", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backfill_OfHotelsGroup_FillsTheMissingPartitionsFromTheModelsOfEachDate()
    {
        foreach (var date in new[] { "2026-11-18", "2026-11-19", "2026-11-20" })
        {
            await JsonAsync("run", "hotels", "--date", date, "--model", "RawBookings.Resort.syntheticRows=200", "--model", "RawBookings.City.syntheticRows=200");
        }

        await JsonAsync("run", "hotels.group", "--date", "2026-11-18");
        await JsonAsync("run", "hotels.group", "--date", "2026-11-20");
        Assert.Equal(["2026-11-18 Current", "2026-11-19 Missing", "2026-11-20 Current"], await PartitionsAsync());

        var backfill = await JsonAsync("backfill", "hotels.group", "--from", "2026-11-18", "--to", "2026-11-20", "--missing", "--name", "gap");

        Assert.Equal(["2026-11-19"], backfill.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("businessDate").GetString()));
        Assert.Equal(["2026-11-18 Current", "2026-11-19 Current", "2026-11-20 Current"], await PartitionsAsync());
        Assert.NotEmpty((await JsonAsync("model", "cat", "OnTheBooks[2026-11-19]")).EnumerateArray());

        // The backfill went on from what was there before its date, and displaces nothing.
        Assert.Equal(["2026-11-18", "2026-11-20"], await DatesAsync("GroupHistory"));
        Assert.Equal(["2026-11-18", "2026-11-19"], await DatesAsync($"GroupHistory@{backfill.GetProperty("runs")[0].GetProperty("runId").GetString()}"));
        await JsonAsync("run", "hotels.group", "--date", "2026-11-20");
        var lineage = await JsonAsync("model", "lineage", "Pickup");
        Assert.Equal(
            ["2026-11-18", "2026-11-19", "2026-11-20"],
            lineage.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("model").GetString() == "OnTheBooks").Select(node => node.GetProperty("partition").GetString()).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IEnumerable<string>> PartitionsAsync() =>
        (await JsonAsync("model", "show", "OnTheBooks")).GetProperty("partitions").EnumerateArray().Select(partition => $"{partition.GetProperty("partition").GetString()} {partition.GetProperty("state").GetString()}");

    private async Task<IEnumerable<string?>> DatesAsync(string model) =>
        (await JsonAsync("model", "cat", model)).EnumerateArray().Select(row => row.GetProperty("businessDate").GetString());

    private async Task<JsonElement> JsonAsync(params string[] args) => (await EtlProcess.RunAsync([.. args, "--store", _folder.Store, "--json"])).ShouldExitWith(0).Json();
}

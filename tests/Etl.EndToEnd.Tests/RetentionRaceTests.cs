using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Etl.Core.Registry;
using Etl.EndToEnd.Tests.Harness;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.EndToEnd.Tests;

/// <summary>Processes that delete old versions, while others run and rerun on the same store.</summary>
public sealed partial class RetentionRaceTests
{
    private static readonly string[] Collect = ["gc", "--apply", "--keep-last", "1", "--keep-days", "0", "--json"];

    [Fact]
    public async Task GcRunsAndRerunsAtOnce_LeaveEveryListedVersionWhole()
    {
        using var folder = new TempFolder();
        var bookings = folder.File("bookings.csv", "not,the,columns\n1,2,3\n");
        string[] failing = ["run", "hotels", "--date", "2026-11-03", "--model", $"RawBookings.City.path={bookings}", "--model", "RawBookings.Resort.syntheticRows=20"];
        (await RunAsync(folder, failing)).ShouldExitWith(1);
        var failed = await StoreFiles.OnlyRunIdAsync(folder.Store);

        // Three generations of garbage: bytes, records and list entries are due when the race begins.
        for (var generation = 1; generation <= 3; generation++)
        {
            await ResortAsync(folder, $"2026-11-0{generation}");
            await ResortAsync(folder, $"2026-11-0{generation + 1}");
            Age(folder.Store);
            if (generation < 3)
            {
                (await RunAsync(folder, Collect)).ShouldExitWith(0);
                Age(folder.Store);
            }
        }

        var published = await ResortAsync(folder, "2026-11-05");
        Age(folder.Store);
        await File.WriteAllTextAsync(bookings, await CsvAsync(folder), TestContext.Current.CancellationToken);
        var passes = RepeatAsync(6, _ => RunAsync(folder, Collect));
        var runs = RepeatAsync(4, i => RunAsync(folder, ["run", "hotels.resort", "--date", $"2026-11-{6 + i:00}", "--model", "RawBookings.Resort.syntheticRows=20", "--json", .. i % 2 == 0 ? new[] { "--reuse" } : []]));
        var reruns = RepeatAsync(4, i => RunAsync(folder, i % 2 == 0 ? ["rerun", failed, "--from-failed", "--json"] : ["rerun", published, "--json"]));

        Assert.All((await passes).Concat(await runs).Concat(await reruns), result => result.ShouldExitWith(0));
        Assert.True((await passes).Sum(pass => pass.Json().GetProperty("deleted").GetProperty("total").GetInt32()) > 0);
        Assert.True((await passes).Sum(pass => pass.Json().GetProperty("unlisted").GetArrayLength()) > 0);
        Assert.All((await runs).Concat(await reruns), result => Assert.Equal("Succeeded", result.Json().GetProperty("status").GetString()));
        var listed = (await RunAsync(folder, ["runs", "--json"])).ShouldExitWith(0).Json().EnumerateArray().Select(run => run.GetProperty("status").GetString());
        Assert.All(listed, status => Assert.True(status is "Succeeded" or "Failed", status));
        await AssertWholeAsync(folder.Store);
    }

    [Fact]
    public async Task GcWithoutApply_SaysWhatWouldBeDone_AndWritesNothing()
    {
        using var folder = new TempFolder();
        await ResortAsync(folder, "2026-11-01");
        await ResortAsync(folder, "2026-11-02");
        Age(folder.Store);
        var before = Files(folder.Store);

        var dry = (await RunAsync(folder, Collect.Where(word => word != "--apply"))).ShouldExitWith(0).Json();
        Assert.Equal(before, Files(folder.Store));
        var applied = (await RunAsync(folder, Collect)).ShouldExitWith(0).Json();

        Assert.Equal((false, true), (dry.GetProperty("applied").GetBoolean(), applied.GetProperty("applied").GetBoolean()));
        Assert.True(dry.GetProperty("unlisted").GetArrayLength() > 0);
        Assert.Equal(dry.GetProperty("unlisted").GetRawText(), applied.GetProperty("unlisted").GetRawText());
        Assert.NotEqual(before, Files(folder.Store));
    }

    [Theory]
    [InlineData("--keep-last", "0")]
    [InlineData("--keep-days", "-1")]
    [InlineData("--keep-days", "36501")]
    public async Task Gc_OfNumbersThatMakeNoSense_IsRefused(string option, string value)
    {
        using var folder = new TempFolder();

        (await RunAsync(folder, ["gc", option, value])).ShouldExitWith(2);
    }

    private static Task<EtlResult> RunAsync(TempFolder folder, IEnumerable<string> command) => EtlProcess.RunAsync([.. command, "--store", folder.Store]);

    private static async Task<string> ResortAsync(TempFolder folder, string date)
    {
        var run = await RunAsync(folder, ["run", "hotels.resort", "--date", date, "--model", "RawBookings.Resort.syntheticRows=20", "--json"]);
        return run.ShouldExitWith(0).Json().GetProperty("runId").GetString()!;
    }

    private static async Task<IReadOnlyList<EtlResult>> RepeatAsync(int times, Func<int, Task<EtlResult>> command)
    {
        var results = new List<EtlResult>();
        for (var i = 0; i < times; i++)
        {
            results.Add(await command(i));
        }

        return results;
    }

    /// <summary>All that the store has so far is two months older: the ends of runs, and the marks of what nobody needs.</summary>
    private static void Age(string store)
    {
        foreach (var note in new[] { "index", "gc" }.Select(folder => Path.Combine(store, folder)).Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(note);
            File.WriteAllText(note, Times().Replace(text, time => DateTimeOffset.Parse(time.Value, null).AddDays(-60).ToString("O")));
        }
    }

    /// <summary>Every file with its content, but for those of the hub.</summary>
    private static List<string> Files(string store) => [.. Directory.GetFiles(store, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).StartsWith("hub.", StringComparison.Ordinal))
        .Select(file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}")
        .Order(StringComparer.Ordinal)];

    /// <summary>The raw bookings of the store as the file that they could have come from.</summary>
    private static async Task<string> CsvAsync(TempFolder folder)
    {
        var rows = (await RunAsync(folder, ["model", "cat", "RawBookings.Resort", "--json"])).ShouldExitWith(0).Json().EnumerateArray().ToList();
        var names = rows[0].EnumerateObject().Where(column => column.Value.ValueKind == System.Text.Json.JsonValueKind.String).Select(column => column.Name).ToList();
        var lines = rows.Select(row => string.Join(',', names.Select(name => row.GetProperty(name).GetString())));
        return string.Join('\n', [string.Join(',', names.Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)), .. lines]) + "\n";
    }

    /// <summary>Of every entry of every list the bytes are there, and its commit record names them.</summary>
    private static async Task AssertWholeAsync(string store)
    {
        var objects = new FolderObjectStore(store);
        var heads = await new PublishedModels(objects, TimeProvider.System).ReadAsync(TestContext.Current.CancellationToken);
        var records = new RunRecords(objects, TimeProvider.System);
        var lists = await heads.FindAllAsync(heads.Models, TestContext.Current.CancellationToken);
        Assert.Equal(16, lists.Count);
        foreach (var version in lists.SelectMany(list => list.Versions))
        {
            var commit = await records.FindCommitAsync(version.Order.RunId, version.Task, TestContext.Current.CancellationToken);
            Assert.Contains(commit!.Outputs, output => output.Model == version.Model && output.Version == version.Version);
            Assert.Equal((version.BlobSha256, version.ContentSha256), Hashes(Path.Combine(store, version.Blob)));
        }
    }

    private static (string Blob, string Content) Hashes(string path)
    {
        using var blob = File.OpenRead(path);
        using var stored = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
        return (Convert.ToHexStringLower(SHA256.HashData(blob)), Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    [GeneratedRegex("""20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Times();
}

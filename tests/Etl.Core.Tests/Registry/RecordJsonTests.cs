using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Core.Tests.Registry;

/// <summary>What is in the store is read by later versions: a changed text here needs a new schema number, or a member with a default.</summary>
public sealed class RecordJsonTests
{
    private const string Version =
        """{"model":"Bookings.Resort","version":"0123456789ab","runId":"hotels-1","task":"clean","partition":null,"order":{"businessDate":"2026-11-20","runStartedAt":"2026-11-21T02:30:00+00:00","runId":"hotels-1"},"blob":"models/Bookings.Resort/0123456789ab.jsonl.gz","format":"JsonLines","compression":"Gzip","mediaType":"application/x-ndjson","rows":1200,"bytes":4096,"blobSha256":"b10b","contentSha256":"c0de","createdAt":"2026-11-21T02:35:00+00:00"}""";

    [Fact]
    public void TaskCommit_AsJson_IsStable() => IsStable(
        RegistrySamples.Commit(),
        """{"schema":2,"runId":"hotels-1","task":"clean","epoch":2,"attempt":3,"attemptId":"a77e","status":"Succeeded","error":null,"outputs":[""" + Version + """],"inputs":[{"model":"Raw","version":"ba9876543210","runId":"hotels-1","task":"load"}],"sources":[{"location":"bookings.csv","version":"etag"}],"startedAt":"2026-11-21T02:30:00+00:00","endedAt":"2026-11-21T02:35:00+00:00"}""");

    [Fact]
    public void HeadFile_AsJson_IsStable() => IsStable(
        HeadFile.Of(RegistrySamples.Version()),
        """{"schema":2,"model":"Bookings.Resort","versions":[""" + Version + "]}");

    [Fact]
    public void HeadsRoot_AsJson_IsStable() => IsStable(
        new HeadsRoot(1, new(StringComparer.Ordinal) { ["b"] = "heads/b/1.json", ["B"] = "heads/B/2.json" }),
        """{"schema":1,"headFiles":{"B":"heads/B/2.json","b":"heads/b/1.json"}}""");

    [Fact]
    public void RunPins_AsJson_IsStable() => IsStable(
        new RunPins(1, "kpis-1", [new VersionId("Rates", "0123456789ab", "hotels-1", "rates")], ["Clean"]),
        """{"schema":1,"runId":"kpis-1","versions":[{"model":"Rates","version":"0123456789ab","runId":"hotels-1","task":"rates"}],"missing":["Clean"],"previous":[],"schemas":[]}""");

    [Fact]
    public void RunEnding_AsJson_IsStable() => IsStable(
        new RunEnding(1, "hotels-1", RunEndingKind.Cancel, RegistrySamples.Start, "wrong date"),
        """{"schema":1,"runId":"hotels-1","kind":"Cancel","decidedAt":"2026-11-21T02:30:00+00:00","reason":"wrong date"}""");

    /// <summary>Pins that an app of schema 1 has put.</summary>
    [Fact]
    public void RunPins_OfSchema1_AreRead()
    {
        var pins = JsonSerializer.Deserialize<RunPins>("""{"schema":1,"runId":"kpis-1","versions":[{"model":"Rates","version":"0123456789ab","runId":"hotels-1","task":"rates"}],"missing":["Clean"]}""", RegistryJson.Options)!;
        Assert.Equal([new VersionId("Rates", "0123456789ab", "hotels-1", "rates")], pins.Versions);
        Assert.Empty(pins.Previous);
    }

    [Fact]
    public void RunClaim_AsJson_IsReadBack()
    {
        var json = JsonSerializer.Serialize(RegistrySamples.Claim(), RegistryJson.Options);
        var read = JsonSerializer.Deserialize<RunClaim>(json, RegistryJson.Options)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, RegistryJson.Options));
        Assert.Equal("c1a1", read.ClaimId);
        Assert.Equal("EUR", read.Job.Parameter("currency"));
        Assert.Equal(RegistrySamples.Claim().Order, read.Order);
    }

    [Fact]
    public void RunDocument_AsJson_IsReadBack()
    {
        var document = new RunDocument
        {
            RunId = "hotels-1",
            Pipeline = "hotels",
            Status = RunStatus.Failed,
            StartedAt = RegistrySamples.Start,
            DurationMs = 12,
            Error = new TaskError("MissingExternalModel", "Run 'rates' first."),
            Tasks = [new TaskDocument("clean", "resort", 1, RunStatus.Skipped, 0, 0, 0, null, null)],
            Models = [ModelDocument.Of(RegistrySamples.Version())],
        };
        var json = JsonSerializer.Serialize(document, RegistryJson.Options);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<RunDocument>(json, RegistryJson.Options), RegistryJson.Options));
        Assert.Contains("\"schema\":1", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithUnknownMember_IsRead() =>
        Assert.Equal("x", JsonSerializer.Deserialize<RunPins>("""{"schema":1,"runId":"x","versions":[],"missing":[],"added":{"later":1}}""", RegistryJson.Options)!.RunId);

    [Theory]
    [InlineData("""{"schema":1,"runId":"x","versions":[]}""")]
    [InlineData("""{"schema":1,"runId":null,"versions":[],"missing":[]}""")]
    public void Record_WithoutAMember_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RunPins>(json, RegistryJson.Options));

    private static void IsStable<T>(T record, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(record, RegistryJson.Options));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(json, RegistryJson.Options), RegistryJson.Options));
    }
}

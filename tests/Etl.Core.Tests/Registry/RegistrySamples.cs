using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Registry;

internal static class RegistrySamples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 2, 30, 0, TimeSpan.Zero);

    public static ModelVersion Version(string version = "0123456789ab", int day = 20, string runId = "hotels-1", string? partition = null, int startedMinutes = 0) => new(
        "Bookings.Resort",
        version,
        runId,
        "clean",
        partition,
        new OrderKey(new DateOnly(2026, 11, day), Start.AddMinutes(startedMinutes), runId),
        $"models/Bookings.Resort/{version}.jsonl.gz",
        ModelFormat.JsonLines,
        ModelCompression.Gzip,
        "application/x-ndjson",
        1200,
        4096,
        "b10b",
        "c0de",
        Start.AddMinutes(5));

    public static RunSnapshot Snapshot(params TaskDescriptor[] tasks) =>
        new(RunSnapshot.CurrentSchema, "hotels-1", "hotels", tasks, ["Rates"], FailureMode.Continue, 100, TimeSpan.FromSeconds(30));

    public static TaskDescriptor Task(string name, string[] requires, string[] provides) => new(name, "resort/raw", requires, provides, TaskPolicy.Default);

    public static RunClaim Claim() => new(
        RunClaim.CurrentSchema,
        new JobContext("hotels-1", "hotels", "test", new DateOnly(2026, 11, 20), Start, new Dictionary<string, string> { ["currency"] = "EUR" }),
        new RunRequest { Pipeline = "hotels" },
        "beef",
        Snapshot(Task("clean", ["Raw"], ["Bookings.Resort"])))
    {
        ClaimId = "c1a1",
    };

    public static TaskCommit Commit() => new(
        TaskCommit.CurrentSchema,
        "hotels-1",
        "clean",
        Epoch: 2,
        Attempt: 3,
        "a77e",
        RunStatus.Succeeded,
        null,
        [Version()],
        [new VersionId("Raw", "ba9876543210", "hotels-1", "load")],
        [new SourceReading("bookings.csv", "etag")],
        Start,
        Start.AddMinutes(5));
}

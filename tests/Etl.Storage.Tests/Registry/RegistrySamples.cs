using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Storage.Tests.Registry;

internal static class RegistrySamples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 2, 30, 0, TimeSpan.Zero);

    /// <summary>A run of two tasks: load provides Raw, clean makes Clean and Rejected of it and of the external models.</summary>
    public static RunClaim Claim(string runId = "hotels-1", int day = 20, int startedMinutes = 0, string[]? externals = null, string requestHash = "beef", string? claimId = null) => new(
        RunClaim.CurrentSchema,
        new JobContext(runId, "hotels", "test", new DateOnly(2026, 11, day), Start.AddMinutes(startedMinutes), new Dictionary<string, string>(StringComparer.Ordinal)),
        new RunRequest { Pipeline = "hotels" },
        requestHash,
        new RunSnapshot(
            RunSnapshot.CurrentSchema,
            runId,
            "hotels",
            [
                new TaskDescriptor("load", "raw", [], ["Raw"], TaskPolicy.Default),
                new TaskDescriptor("clean", "", ["Raw", .. externals ?? []], ["Clean", "Rejected"], TaskPolicy.Default),
            ],
            externals ?? [],
            FailureMode.Continue,
            100,
            TimeSpan.FromSeconds(30)))
    {
        ClaimId = claimId,
    };

    public static TaskCommit Commit(RunClaim claim, string task, RunStatus status = RunStatus.Succeeded, string attemptId = "a1", int attempt = 1) => new(
        TaskCommit.CurrentSchema,
        claim.Job.RunId,
        task,
        Epoch: 1,
        attempt,
        attemptId,
        status,
        status == RunStatus.Failed ? new TaskError("BadData", "Row 17 is bad.") : null,
        status.IsSuccess() ? [.. claim.Snapshot.Tasks.Single(descriptor => descriptor.Name == task).Provides.Select(model => Version(claim, task, model))] : [],
        [],
        [],
        Start,
        Start.AddSeconds(2));

    public static ModelVersion Version(RunClaim claim, string task, string model) => new(
        model,
        $"{claim.Job.RunId}-{model}",
        claim.Job.RunId,
        task,
        null,
        claim.Order,
        $"models/{model}/{claim.Job.RunId}-{model}.jsonl.gz",
        ModelFormat.JsonLines,
        ModelCompression.Gzip,
        "application/x-ndjson",
        10,
        400,
        "b10b",
        "c0de",
        Start.AddSeconds(2));
}

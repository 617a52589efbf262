using System.Text;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

/// <summary>What the garbage collection keeps and deletes, rule by rule. The runs have two tasks: load provides Raw, clean makes Clean and Rejected of it.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly FakeTimeProvider _time = new(RegistrySamples.Start);
    private readonly FailingObjectStore _store = new();
    private readonly RunRecords _records;
    private readonly PublishedModels _models;
    private readonly RunClosing _closing;

    public RetentionTests()
    {
        _records = new RunRecords(_store, _time);
        _models = new PublishedModels(_store, _time);
        _closing = new RunClosing(_records, _models, _time);
    }

    [Fact]
    public async Task Collect_OldVersions_KeepsTheNewestOfEachModel()
    {
        await PublishAsync("a", "b", "c", "d");
        await CollectForDaysAsync(40, new RetentionPolicy { KeepLast = 2 });
        Assert.Equal(["d", "c"], await ListedAsync("Raw"));
        Assert.Equal(["runs/c/commits/clean.json", "runs/c/commits/load.json", "runs/d/commits/clean.json", "runs/d/commits/load.json"], Commits());
        Assert.Equal(["c-Clean", "c-Raw", "c-Rejected", "d-Clean", "d-Raw", "d-Rejected"], Blobs());
        Assert.Equal(4, _store.Storage.Names("heads/").Count);
        Assert.Empty(_store.Storage.Notes("runs/a/"));
        Assert.Empty(_store.Storage.Notes("gc/"));
        Assert.NotNull(await _records.FindClaimAsync("a"));
        Assert.NotNull(await _records.FindSummaryAsync("a"));
    }

    [Fact]
    public async Task Collect_LogsOfTasks_GoWithTheNotesOfTheirRun()
    {
        var logs = new TaskLogs(_store);
        await PublishAsync("a");
        await logs.WriteAsync("a", "load", 1, "{}\n"u8.ToArray());
        _time.Advance(3 * Day);
        await PublishAsync("b");
        await logs.WriteAsync("b", "load", 1, "{}\n"u8.ToArray());

        await CollectAsync(Strict);

        Assert.Equal(["runs/b/logs/load/1.jsonl"], _store.Storage.Names("runs/").Where(name => name.Contains("/logs/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Collect_RecordOfAPack_StaysAsLongAsAnyOfItsRun()
    {
        await PublishAsync("a", "b");
        await PackAsync("a", "other");
        await PackAsync("b", "other");

        await CollectForDaysAsync(20, Strict);

        Assert.Equal(["runs/b/packs/0.json"], _store.Storage.Names("runs/").Where(name => name.Contains("/packs/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Collect_TaskWithTwoRecords_LosesBothWhenNobodyNeedsThem()
    {
        await PublishAsync("a", "b");
        await PackAsync("a", "load");

        await CollectForDaysAsync(20, Strict);

        Assert.Empty(_store.Storage.Names("runs/a/packs/"));
        Assert.Empty(_store.Storage.Names("runs/a/commits/"));
    }

    [Fact]
    public async Task Collect_RunsThatEndedLately_KeepsThemWhole()
    {
        await PublishAsync("a", "b", "c");
        await CollectForDaysAsync(20, new RetentionPolicy { KeepLast = 1, KeepFor = 30 * Day });
        Assert.Equal(["c", "b", "a"], await ListedAsync("Raw"));
        Assert.Equal(9, Blobs().Count);
    }

    [Fact]
    public async Task Collect_KeepForNothing_StillWaitsForTheSafetyPeriod()
    {
        await PublishAsync("a", "b");
        _time.Advance(RetentionPolicy.DefaultSafetyPeriod - TimeSpan.FromMinutes(1));
        Assert.Empty((await CollectAsync(Strict)).Unlisted);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, (await CollectAsync(Strict)).Unlisted.Count);
    }

    [Fact]
    public async Task Collect_Partitions_AreCountedSeparately()
    {
        await PublishAsync("a", "b");
        await PublishAsync(["p", "q", "r"], partition: "2026-11");
        await CollectForDaysAsync(10, Strict);
        Assert.Equal(["b", "r"], (await ListedAsync("Raw")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Collect_WhatAKeptVersionWasMadeFrom_IsKept()
    {
        await PublishAsync("a", "b");
        var reader = RegistrySamples.Claim("reader", day: 28, startedMinutes: 5);
        await PublishAsync(reader, inputs: [RegistrySamples.Version(RegistrySamples.Claim("a"), "clean", "Clean").Id]);
        await CollectForDaysAsync(10, Strict);
        Assert.Contains("runs/a/commits/clean.json", Commits());
        Assert.Contains("a-Clean", Blobs());
        Assert.DoesNotContain("runs/b/commits/clean.json", Commits());
    }

    [Fact]
    public async Task Collect_IncrementalModel_DoesNotKeepEachVersionForTheNext()
    {
        await PublishAsync("a");
        var next = RegistrySamples.Claim("b", day: 21);
        await PublishAsync(next, inputs: [RegistrySamples.Version(RegistrySamples.Claim("a"), "clean", "Clean").Id], onlyTask: "clean");
        await CollectForDaysAsync(10, Strict);
        Assert.DoesNotContain("a-Clean", Blobs());
    }

    [Fact]
    public async Task Collect_PinnedByARunThatGoesOn_IsKeptUntilItEnds()
    {
        await PublishAsync("a");
        var reader = RegistrySamples.Claim("reader", day: 28, externals: ["Other"]);
        var other = RegistrySamples.Claim("a");
        await _records.ClaimAsync(reader);
        await _records.PinAsync(reader with { Snapshot = reader.Snapshot with { ExternalModels = ["Raw"] } }, _models);
        await PublishAsync("b", "c");
        await CollectForDaysAsync(10, Strict);
        Assert.Contains(RegistrySamples.Version(other, "load", "Raw").Version, Blobs());

        await _closing.FinishAsync(reader, RunEndingKind.Fail);
        await CollectForDaysAsync(10, Strict);
        Assert.DoesNotContain(RegistrySamples.Version(other, "load", "Raw").Version, Blobs());
    }

    [Fact]
    public async Task Collect_VersionThatALiveRunAdopted_KeepsItsBytes()
    {
        await PublishAsync("a", "b");
        var adopting = RegistrySamples.Claim("z", day: 1);
        await _records.ClaimAsync(adopting);
        var adopted = RegistrySamples.Version(RegistrySamples.Claim("a"), "load", "Raw") with { Order = adopting.Order };
        await _records.CommitAsync(RegistrySamples.Commit(adopting, "load") with { Status = RunStatus.Reused, Outputs = [adopted] });
        await CollectForDaysAsync(20, Strict);
        Assert.Contains("a-Raw", Blobs());
        Assert.DoesNotContain("a-Clean", Blobs());
    }

    [Fact]
    public async Task Collect_FailedRun_CanBeRerunAsLongAsRunsAreKept()
    {
        var failed = RegistrySamples.Claim("failed");
        await _records.ClaimAsync(failed);
        await CommitAsync(failed, "load");
        await _closing.FinishAsync(failed, RunEndingKind.Fail);
        await CollectForDaysAsync(29, new RetentionPolicy());
        Assert.NotNull(await _records.FindCommitAsync("failed", "load"));
        Assert.Equal(["failed-Raw"], Blobs());

        await CollectForDaysAsync(10, new RetentionPolicy());
        Assert.Null(await _records.FindCommitAsync("failed", "load"));
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task Collect_RunThatIsRepeated_KeepsItsRecords()
    {
        var failed = RegistrySamples.Claim("failed");
        await _records.ClaimAsync(failed);
        await CommitAsync(failed, "load");
        await _closing.FinishAsync(failed, RunEndingKind.Fail);
        var rerun = RegistrySamples.Claim("rerun");
        await _records.ClaimAsync(rerun with { Request = rerun.Request with { Rerun = new RerunRequest("failed", FromFailed: true) } });
        await CollectForDaysAsync(20, Strict);
        Assert.Equal(["runs/failed/commits/load.json"], Commits().Where(name => name.Contains("load", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Collect_AttemptThatNeverCommitted_DeletesItsBytesLater()
    {
        await UploadAsync("orphan", "Raw");
        Assert.Equal(1, (await CollectAsync(Strict)).Marked.Blobs);
        _time.Advance(Day);
        Assert.Equal(1, (await CollectAsync(Strict)).Waiting.Blobs);
        _time.Advance(Day);
        Assert.Equal(1, (await CollectAsync(Strict)).Deleted.Blobs);
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task Collect_CommittedAfterAll_IsUnmarked()
    {
        var claim = RegistrySamples.Claim("slow");
        await _records.ClaimAsync(claim);
        await UploadAsync("slow-Raw", "Raw");
        await CollectAsync(Strict);
        await _records.CommitAsync(RegistrySamples.Commit(claim, "load"));
        _time.Advance(3 * Day);
        Assert.Equal(1, (await CollectAsync(Strict)).Unmarked);
        Assert.Equal(["slow-Raw"], Blobs());
        Assert.Empty(_store.Storage.Notes("gc/"));
    }

    [Fact]
    public async Task Collect_Record_GoesAPassBeforeItsBytes()
    {
        await PublishAsync("a", "b");
        _time.Advance(3 * Day);
        Assert.Equal(new GcCounts(2, 0, 6), (await CollectAsync(Strict)).Marked);
        _time.Advance(3 * Day);
        Assert.Equal(new GcCounts(2, 0, 6), (await CollectAsync(Strict)).Deleted);
        Assert.Equal(6, Blobs().Count);
        Assert.Equal(new GcCounts(0, 3, 0), (await CollectAsync(Strict)).Marked);
    }

    [Fact]
    public async Task Collect_DryRun_ReportsAndWritesNothing()
    {
        await PublishAsync("a", "b", "c");
        _time.Advance(3 * Day);
        var before = _store.Storage.Names("").Concat(_store.Storage.Notes("").Select(note => note.Name)).ToList();
        _store.RefusesWrites = true;
        var report = await CollectAsync(Strict, apply: false);
        _store.RefusesWrites = false;
        Assert.False(report.IsApplied);
        Assert.Equal(6, report.Unlisted.Count);
        Assert.Equal(4, report.Marked.Commits);
        Assert.Equal(before, _store.Storage.Names("").Concat(_store.Storage.Notes("").Select(note => note.Name)));
        var applied = await CollectAsync(Strict);
        Assert.Equal(report.Unlisted, applied.Unlisted);
        Assert.Equal(report.FreedBytes, applied.FreedBytes);
    }

    [Fact]
    public async Task Collect_DamagedRecord_SaysWhichAndDeletesNothing()
    {
        await PublishAsync("a", "b");
        _time.Advance(3 * Day);
        await CollectAsync(Strict);
        _time.Advance(3 * Day);
        _store.Storage.Write("runs/a/commits/load.json", "<html>"u8.ToArray());
        var before = _store.Storage.Names("");
        var error = await Assert.ThrowsAsync<RecordFormatException>(() => CollectAsync(Strict));
        Assert.Contains("runs/a/commits/load.json", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _store.Storage.Names(""));
    }

    [Fact]
    public async Task Collect_DyingAtAnyOperation_IsTakenUpByTheNextPass()
    {
        var expected = await PlayAsync(dieAt: int.MaxValue);
        Assert.True(_store.Operations > 100);
        for (var dieAt = 1; dieAt <= 60; dieAt++)
        {
            Assert.Equal(expected, await PlayAsync(dieAt));
        }

        async Task<string> PlayAsync(int dieAt)
        {
            var test = new RetentionTests();
            await test.PublishAsync("a", "b", "c");
            await test.UploadAsync("orphan", "Raw");
            for (var pass = 0; pass < 6; pass++)
            {
                test._time.Advance(3 * Day);
                test._store.FailAfter(dieAt);
                try
                {
                    await test.CollectAsync(Strict);
                }
                catch (IOException)
                {
                    test._store.FailAfter(int.MaxValue);
                    await test.CollectAsync(Strict);
                }

                test._store.FailAfter(int.MaxValue);
            }

            _store.Operations = test._store.Operations;
            return string.Join('\n', test.Commits().Concat(test.Blobs()).Concat(await test.ListedAsync("Raw")).Concat(test._store.Storage.Notes("gc/").Select(note => note.Name)));
        }
    }

    [Fact]
    public async Task Publish_AgainLongAfterTheEnd_DoesNotListWhatRetentionTookOff()
    {
        var old = await PublishAsync("a", "b");
        _time.Advance(3 * Day);
        await CollectAsync(Strict);
        Assert.Equal(RunEndingKind.Publish, (await _closing.PublishAsync(old)).Kind);
        Assert.Equal(["b"], await ListedAsync("Raw"));

        await CollectForDaysAsync(10, Strict);
        Assert.Equal(RunEndingKind.Publish, (await _closing.PublishAsync(old)).Kind);
        Assert.Equal(["b"], await ListedAsync("Raw"));
    }

    [Fact]
    public async Task Force_OlderRun_ComesFirstUntilANewerOneIsPublished()
    {
        var old = await PublishAsync("a", "b");
        Assert.Equal(3, (await _closing.ForcePublishAsync(old)).Changed);
        Assert.Equal(["a", "b", "a"], await ListedAsync("Raw"));
        Assert.Equal(0, (await _closing.ForcePublishAsync(old)).Changed);

        await PublishAsync(RegistrySamples.Claim("c", day: 21, startedMinutes: 9), []);
        Assert.Equal(["c", "a", "b", "a"], await ListedAsync("Raw"));
        Assert.Equal(3, (await _closing.ForcePublishAsync(old)).Changed);
        Assert.Equal(["a", "c", "a", "b", "a"], await ListedAsync("Raw"));

        await CollectForDaysAsync(10, new RetentionPolicy { KeepLast = 2, KeepFor = TimeSpan.Zero });
        Assert.Equal(["a", "c"], await ListedAsync("Raw"));
        Assert.Contains("a-Raw", Blobs());
    }

    [Fact]
    public async Task Force_WhatRetentionTookOff_IsRefused()
    {
        var old = await PublishAsync("a", "b");
        _time.Advance(3 * Day);
        await CollectAsync(Strict);
        var before = await ListedAsync("Raw");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _closing.ForcePublishAsync(old));
        Assert.Contains("Raw@a-Raw", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ListedAsync("Raw"));
    }

    [Fact]
    public async Task Force_RunThatWasNotPublished_IsRefused()
    {
        var claim = RegistrySamples.Claim("failed");
        await _records.ClaimAsync(claim);
        await _closing.FinishAsync(claim, RunEndingKind.Fail);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _closing.ForcePublishAsync(claim));
        Assert.Contains("it ended as Fail", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_TheSameListTwice_HasAnotherNameEachTime()
    {
        var claim = RegistrySamples.Claim("a");
        await _models.PublishAsync([RegistrySamples.Version(claim, "load", "Raw")]);
        var first = Assert.Single(_store.Storage.Names("heads/Raw/"));
        await _store.DeleteAsync("heads/root.json");
        await _models.PublishAsync([RegistrySamples.Version(claim, "load", "Raw")]);
        Assert.Equal(2, _store.Storage.Names("heads/Raw/").Count);
        Assert.Contains(first, _store.Storage.Names("heads/Raw/"));
    }

    private static RetentionPolicy Strict { get; } = new() { KeepLast = 1, KeepFor = TimeSpan.Zero };

    /// <summary>One run after another, each newer than the one before; the first claim.</summary>
    private async Task<RunClaim> PublishAsync(params string[] runIds) => await PublishAsync(runIds, partition: null);

    private async Task<RunClaim> PublishAsync(string[] runIds, string? partition)
    {
        var claims = runIds.Select((runId, i) => RegistrySamples.Claim(runId, startedMinutes: i)).ToList();
        foreach (var claim in claims)
        {
            await PublishAsync(claim, [], partition: partition);
        }

        return claims[0];
    }

    private async Task PublishAsync(RunClaim claim, IReadOnlyList<VersionId> inputs, string? onlyTask = null, string? partition = null)
    {
        var tasks = claim.Snapshot.Tasks.Where(task => onlyTask is null || task.Name == onlyTask).ToList();
        var whole = claim with { Snapshot = claim.Snapshot with { Tasks = tasks } };
        await _records.ClaimAsync(whole);
        foreach (var task in tasks)
        {
            await CommitAsync(whole, task.Name, inputs, partition);
        }

        await _closing.FinishAsync(whole, RunEndingKind.Publish);
    }

    private async Task CommitAsync(RunClaim claim, string task, IReadOnlyList<VersionId>? inputs = null, string? partition = null)
    {
        var commit = RegistrySamples.Commit(claim, task);
        commit = commit with { Inputs = inputs ?? [], Outputs = [.. commit.Outputs.Select(output => output with { Partition = partition })] };
        foreach (var output in commit.Outputs)
        {
            await UploadAsync(output.Version, output.Model);
        }

        await _records.WriteTaskNoteAsync(claim.Job.RunId, TaskNote.Of(commit));
        await _records.CommitAsync(commit);
    }

    private Task PackAsync(string runId, string task) => _records.CommitAsync(
        new PackCommit(PackCommit.CurrentSchema, runId, 0, "late", [RegistrySamples.Commit(RegistrySamples.Claim(runId), "load") with { Task = task, Status = RunStatus.Failed, Outputs = [] }]));

    private async Task UploadAsync(string version, string model)
    {
        await using var upload = _store.CreateUpload($"models/{model}/{version}.jsonl.gz");
        await upload.WriteAsync(Encoding.UTF8.GetBytes(version));
        await upload.CommitAsync();
    }

    private Task<GcReport> CollectAsync(RetentionPolicy policy, bool apply = true) =>
        new GarbageCollection(_store, _records, _models, _time).CollectAsync(policy, apply);

    /// <summary>As a nightly job does.</summary>
    private async Task CollectForDaysAsync(int days, RetentionPolicy policy)
    {
        for (var day = 0; day < days; day++)
        {
            _time.Advance(Day);
            await CollectAsync(policy);
        }
    }

    private async Task<IReadOnlyList<string>> ListedAsync(string model) =>
        [.. (await (await _models.ReadAsync()).FindAsync(model))!.Versions.Select(version => version.RunId)];

    private IReadOnlyList<string> Commits() => [.. _store.Storage.Names("runs/").Where(name => name.Contains("/commits/", StringComparison.Ordinal))];

    private List<string> Blobs() => [.. _store.Storage.Names("models/").Select(name => name.Split('/')[2].Split('.')[0]).Order(StringComparer.Ordinal)];

    /// <summary>A store that stops working, or that may not be written.</summary>
    private sealed class FailingObjectStore : InMemoryObjectStore
    {
        private int _left = int.MaxValue;

        public int Operations { get; set; }

        public bool RefusesWrites { get; set; }

        public void FailAfter(int operations) => _left = operations;

        protected override Task<T> PerformAsync<T>(Operation<T> operation)
        {
            Operations++;
            var isRead = operation.Kind is "read" or "list" or "list notes";
            return (RefusesWrites && !isRead) || --_left < 0
                ? Task.FromException<T>(new IOException($"{operation.Kind} {operation.Name}"))
                : base.PerformAsync(operation);
        }
    }
}

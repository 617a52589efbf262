using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Etl.Storage.Tests.Registry.Simulation;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

public sealed class RunClosingTests
{
    private readonly ScriptedObjectStore _store = new();
    private readonly FakeTimeProvider _time = new(RegistrySamples.Start.AddMinutes(10));
    private readonly RunRecords _records;
    private readonly PublishedModels _models;
    private readonly RunClosing _closing;
    private readonly RunClaim _claim = RegistrySamples.Claim();

    public RunClosingTests()
    {
        _records = new RunRecords(_store, _time);
        _models = new PublishedModels(_store, _time);
        _closing = new RunClosing(_records, _models, _time);
    }

    [Fact]
    public async Task Publish_AllTasksSucceeded_MakesOutputsVisible()
    {
        await CommitAsync("load");
        await CommitAsync("clean");
        Assert.Equal(RunEndingKind.Publish, (await _closing.PublishAsync(_claim)).Kind);
        Assert.Equal(["Clean", "Raw", "Rejected"], await PublishedAsync());
    }

    [Fact]
    public async Task Publish_TaskWithoutSuccess_IsRefusedAndDecidesNothing()
    {
        await CommitAsync("load", RunStatus.Failed);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _closing.PublishAsync(_claim));
        Assert.Equal("Run 'hotels-1' can't be published: 2 of 2 tasks have not succeeded: 'load' (Failed), 'clean' (no record).", error.Message);
        Assert.Null(await _records.FindEndingAsync("hotels-1"));
    }

    [Fact]
    public async Task Publish_CancelledBefore_PublishesNothing()
    {
        await CommitAsync("load");
        await CommitAsync("clean");
        await _records.DecideEndingAsync("hotels-1", RunEndingKind.Cancel, "wrong date");
        Assert.Equal(RunEndingKind.Cancel, (await _closing.PublishAsync(_claim)).Kind);
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Publish);
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(new TaskError("Cancel", "wrong date"), run.Error);
        Assert.Empty(run.Models);
        Assert.Empty(await PublishedAsync());
    }

    [Fact]
    public async Task Finish_OfARunThatAnotherProcessPublishedHalfway_PublishesIt()
    {
        await CommitAsync("load");
        await CommitAsync("clean");
        await _records.DecideEndingAsync("hotels-1", RunEndingKind.Publish, reason: null);

        await _closing.FinishAsync(_claim, RunEndingKind.Publish);

        Assert.Equal(["Clean", "Raw", "Rejected"], await PublishedAsync());
    }

    [Fact]
    public async Task Finish_Publish_SummarisesTheRecords()
    {
        await CommitAsync("load");
        await CommitAsync("clean");
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Publish);
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(600_000, run.DurationMs);
        Assert.Equal(
            [new TaskDocument("load", "raw", 1, RunStatus.Succeeded, 1, 10, 400, 2000, null), new TaskDocument("clean", "", 2, RunStatus.Succeeded, 1, 20, 800, 2000, null)],
            run.Tasks.Select(task => task with { StartedAt = null, Upstream = null }));
        Assert.Equal(["Raw", "Clean", "Rejected"], run.Models.Select(model => model.Model));
        Assert.Equal(["Clean", "Raw", "Rejected"], await PublishedAsync());
    }

    [Fact]
    public async Task Finish_AfterAFailure_SkipsWhatHasNoRecord()
    {
        await CommitAsync("load", RunStatus.Failed);
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Fail);
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal([RunStatus.Failed, RunStatus.Skipped], run.Tasks.Select(task => task.Status));
        Assert.Equal(new TaskError("BadData", "Row 17 is bad."), run.Tasks[0].Error);
        Assert.Equal(new TaskDocument("clean", "", 2, RunStatus.Skipped, 0, 0, 0, null, null), run.Tasks[1] with { Upstream = null });
        Assert.Equal(RunStatus.Skipped, (await _records.FindCommitAsync("hotels-1", "clean"))!.Status);
    }

    [Fact]
    public async Task Finish_GivenUpTasks_AreSummarisedAsToldUnlessTheyHaveARecord()
    {
        await CommitAsync("load");
        await _records.RaiseEpochAsync("hotels-1");
        var lost = new TaskError("LostInfrastructure", "It never answered.");
        var run = await _closing.FinishAsync(
            _claim,
            RunEndingKind.Fail,
            givenUp: [new GivenUpTask("load", RunStatus.Failed, 3, lost), new GivenUpTask("clean", RunStatus.Failed, 3, lost)]);
        Assert.Equal([RunStatus.Succeeded, RunStatus.Failed], run.Tasks.Select(task => task.Status));
        Assert.Equal([1, 3], run.Tasks.Select(task => task.Attempts));
        Assert.Equal(lost, run.Tasks[1].Error);
        Assert.Equal(2, (await _records.FindCommitAsync("hotels-1", "clean"))!.Epoch);
    }

    [Fact]
    public async Task Finish_AttemptCommitsInBetween_ItsOutcomeIsTheTasks()
    {
        _store.Before("create runs/hotels-1/commits/clean.json", () => CommitAsync("clean"));
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Cancel);
        Assert.Equal([RunStatus.Cancelled, RunStatus.Succeeded], run.Tasks.Select(task => task.Status));
        Assert.Empty(run.Models);
    }

    [Fact]
    public async Task Finish_PublishDecidedByAProcessThatDied_Publishes()
    {
        await CommitAsync("load");
        await CommitAsync("clean");
        await _records.DecideEndingAsync("hotels-1", RunEndingKind.Publish, null);
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Fail, new TaskError("LostInfrastructure", "The store was down."));
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Null(run.Error);
        Assert.Equal(["Clean", "Raw", "Rejected"], await PublishedAsync());
    }

    [Fact]
    public async Task Finish_AnotherCommitsAndPublishesInBetween_SaysWhatIsPublished()
    {
        _store.Before("create runs/hotels-1/ending.json", async () =>
        {
            await CommitAsync("load");
            await CommitAsync("clean");
            await _closing.PublishAsync(_claim);
        });
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Fail);
        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], run.Tasks.Select(task => task.Status));
    }

    [Fact]
    public async Task Finish_Again_ReturnsTheStoredSummary()
    {
        var first = await _closing.FinishAsync(_claim, RunEndingKind.Fail, new TaskError("MissingExternalModel", "Run 'rates' first."));
        _time.Advance(TimeSpan.FromHours(1));
        var second = await _closing.FinishAsync(_claim, RunEndingKind.Cancel);
        Assert.Equal(first.DurationMs, second.DurationMs);
        Assert.Equal(RunStatus.Failed, second.Status);
        Assert.Equal(new TaskError("MissingExternalModel", "Run 'rates' first."), second.Error);
    }

    [Fact]
    public async Task GiveUp_TaskThatIsOnlySlow_ReturnsItsSuccess()
    {
        await CommitAsync("load");
        var decided = await _closing.GiveUpAsync("hotels-1", new GivenUpTask("load", RunStatus.Failed, 3, new TaskError("Timeout", "It never answered.")));
        Assert.Equal(RunStatus.Succeeded, decided.Status);
    }

    [Fact]
    public async Task GiveUp_TaskWithoutRecord_MakesLateAttemptsOrphans()
    {
        await _closing.GiveUpAsync("hotels-1", new GivenUpTask("load", RunStatus.Failed, 3, new TaskError("Timeout", "It never answered.")));
        var late = await _records.CommitAsync(RegistrySamples.Commit(_claim, "load"));
        Assert.Equal(RunStatus.Failed, late.Status);
        Assert.Equal(3, late.Attempt);
    }

    [Theory]
    [InlineData(RunStatus.Succeeded)]
    [InlineData(RunStatus.Running)]
    public async Task GiveUp_AsAnythingButAnEndWithoutSuccess_IsRefused(RunStatus status)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _closing.GiveUpAsync("hotels-1", new GivenUpTask("load", status)));
        Assert.Contains($"'load' of run 'hotels-1' can't be given up as {status}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finish_TaskGivenUpTwice_LastOneCounts()
    {
        var run = await _closing.FinishAsync(_claim, RunEndingKind.Fail, givenUp: [new GivenUpTask("load", RunStatus.Skipped), new GivenUpTask("load", RunStatus.Failed, 2)]);
        Assert.Equal(RunStatus.Failed, run.Tasks[0].Status);
    }

    private Task CommitAsync(string task, RunStatus status = RunStatus.Succeeded) => _records.CommitAsync(RegistrySamples.Commit(_claim, task, status));

    private async Task<IReadOnlyCollection<string>> PublishedAsync() => (await _models.ReadAsync()).Models;
}

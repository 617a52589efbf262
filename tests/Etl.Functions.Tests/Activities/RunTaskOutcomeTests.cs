using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;
using Etl.Storage.Objects;

namespace Etl.Functions.Tests.Activities;

/// <summary>What a task does becomes a value, never an exception of the activity.</summary>
public sealed class RunTaskOutcomeTests : IDisposable
{
    private Bench? _bench;

    public void Dispose() => _bench?.Dispose();

    [Fact]
    public async Task PermanentFailure_InTheFirstAttempt_IsCommitted()
    {
        var claim = await ClaimAsync((_, _) => throw new PermanentTaskException("bad row 17"));

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equivalent(new TaskOutcome("A", RunStatus.Failed, 1, false, new TaskError("PermanentTaskException", "bad row 17"), []), outcome, strict: true);
        Assert.Equal(outcome.Error, (await Bench.CommitAsync(claim, "A"))!.Error);
    }

    [Fact]
    public async Task RetryableFailure_BeforeTheLastAttempt_IsNotCommittedButShown()
    {
        var claim = await ClaimAsync((_, _) => throw new IOException("not now"));

        var outcome = await Bench.RunTaskAsync(claim, "A", attempt: 2);

        Assert.Equivalent(new TaskOutcome("A", RunStatus.Failed, 2, true, new TaskError("IOException", "not now"), []), outcome, strict: true);
        Assert.Null(await Bench.CommitAsync(claim, "A"));
        var note = await Bench.NoteAsync(claim, "A");
        Assert.Equal((RunStatus.Failed, 2, "not now"), (note!.Status, note.Attempt, note.Error!.Message));
        Assert.NotNull(note.EndedAt);
    }

    [Fact]
    public async Task RetryableFailure_OfTheLastAttempt_IsCommitted()
    {
        var claim = await ClaimAsync((_, _) => throw new IOException("not now"));

        var outcome = await Bench.RunTaskAsync(claim, "A", attempt: 3, isLast: true);

        Assert.Equal((RunStatus.Failed, false), (outcome.Status, outcome.IsRetryable));
        Assert.Equal((RunStatus.Failed, 3), ((await Bench.CommitAsync(claim, "A"))!.Status, (await Bench.CommitAsync(claim, "A"))!.Attempt));
    }

    [Fact]
    public async Task MessageThatIsADocument_IsCutBetweenCharacters()
    {
        var claim = await ClaimAsync((_, _) => throw new PermanentTaskException($"{new string('x', 3_999)}\U0001F3E8 and much more"));

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal($"{new string('x', 3_999)}...", outcome.Error!.Message);
    }

    [Fact]
    public async Task StoreThatIsFull_IsAFailureThatNoRetryMends()
    {
        var claim = await ClaimAsync((_, _) => throw new StoreException("The disk is full.", isTransient: false));

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Failed, false, "The disk is full."), (outcome.Status, outcome.IsRetryable, outcome.Error!.Message));
    }

    [Fact]
    public async Task Cancellation_ThatIsTheTasksOwn_IsAFailure()
    {
        var claim = await ClaimAsync((_, _) => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout."));

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Failed, true, "TaskCanceledException"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
    }

    [Fact]
    public async Task OutputThatWasNotWritten_IsAPermanentFailure()
    {
        var silent = EtlTask.Create("A", [], [Numbers.Of("A")], (_, _) => Task.CompletedTask);
        var claim = await ClaimAsync(silent);

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Failed, false, "UndeclaredModelException"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
    }

    [Fact]
    public async Task OutputThatCantBeStored_IsAPermanentFailure()
    {
        var claim = await ClaimAsync(EtlTask.Create("A", [], [Model.Of<Unstorable>()], (_, _) => Task.CompletedTask));

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Failed, false), (outcome.Status, outcome.IsRetryable));
        Assert.Contains("'no/extension'", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InputWhoseRecordIsGone_IsAPermanentFailureThatNamesIt()
    {
        var claim = await ClaimAsync(Numbers.Sum("A"), Numbers.Sum("B", "A"));

        var outcome = await Bench.RunTaskAsync(claim, "B", inputs: new VersionId("Numbers.A", "0123456789ab", claim.Job.RunId, "A"));

        Assert.Equal((RunStatus.Failed, false), (outcome.Status, outcome.IsRetryable));
        Assert.Contains("Version '0123456789ab' of model 'Numbers.A'", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_ReadsTheExactVersionsThatItWasGiven()
    {
        var claim = await ClaimAsync(Numbers.Sum("A"), Numbers.Sum("B", "A"));
        var input = Assert.Single((await Bench.RunTaskAsync(claim, "A")).Outputs);

        var outcome = await Bench.RunTaskAsync(claim, "B", inputs: input);

        var commit = await Bench.CommitAsync(claim, "B");
        Assert.Equal([input], commit!.Inputs);
        Assert.Equal(outcome.Outputs, commit.Outputs.Select(output => output.Id));
        Assert.Equal(2, await Bench.ValueAsync(commit.Outputs[0]));
    }

    [Fact]
    public async Task Task_ThatWasTakenOut_FailsAsAChangedPipeline() =>
        await AssertChangedAsync(new Pipeline("sales", [Numbers.Sum("Other")]), "has no task 'A' any more");

    [Fact]
    public async Task Task_WhoseModelsWereChanged_FailsAsAChangedPipeline() =>
        await AssertChangedAsync(
            new Pipeline("sales", [EtlTask.Create("A", [], [Numbers.Of("Renamed")], (_, _) => Task.CompletedTask)]),
            "Task 'A' of pipeline 'sales' now provides 'Numbers.Renamed', no longer provides 'Numbers.A'. Deploy the earlier version again");

    [Fact]
    public async Task Pipeline_ThatWasTakenOut_FailsAsAChangedPipeline() =>
        await AssertChangedAsync(new Pipeline("other", [Numbers.Sum("A")]), "There is no pipeline 'sales'");

    [Fact]
    public async Task Pipeline_ThatDoesNotFitTogetherAnyMore_FailsAsAChangedPipeline() =>
        await AssertChangedAsync(new Pipeline("sales", [Numbers.Sum("A", "Nowhere")]), "'Numbers.Nowhere'");

    private Bench Bench => _bench!;

    private async Task AssertChangedAsync(Pipeline now, string because)
    {
        var claim = await ClaimAsync(Numbers.Sum("A"));
        Bench.Deploy(now);

        var outcome = await Bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Failed, false, "ChangedPipeline"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
        Assert.StartsWith($"The app was changed after run '{claim.Job.RunId}' had started: ", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Contains(because, outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, (await Bench.CommitAsync(claim, "A"))!.Status);
    }

    private Task<RunClaim> ClaimAsync(Func<TaskContext, CancellationToken, Task> work) => ClaimAsync(Numbers.Task("A", work));

    private Task<RunClaim> ClaimAsync(params EtlTask[] tasks)
    {
        _bench = new Bench(new Pipeline("sales", tasks));
        return _bench.ClaimAsync("sales");
    }

    private sealed class Unstorable() : FileModel("text/plain", "no/extension");
}

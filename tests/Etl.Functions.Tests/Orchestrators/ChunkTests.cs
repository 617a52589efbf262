using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class ChunkTests
{
    private static readonly TaskDescriptor[] Wide = [.. Enumerable.Range(1, 5).Select(i => Task($"T{i}"))];

    [Fact]
    public async Task Level_AsWideAsMaxFanOut_IsNotSplit()
    {
        var run = new ScriptedOrchestration(Of(Wide) with { MaxFanOut = 5 });

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "T1", "T2", "T3", "T4", "T5", "PublishRun", "FinishRun"], run.Names);
    }

    [Fact]
    public async Task Level_WiderThanMaxFanOut_IsSplitOverChildrenNamedAfterRunEpochLevelAndChunk()
    {
        var run = new ScriptedOrchestration(Of([Task("First"), .. Wide.Select(task => task with { Requires = ["First"] }), Task("Last", "T5")]) with { MaxFanOut = 2 });
        run.PinInputs = () => System.Threading.Tasks.Task.FromResult(new PinInputsResult(Epoch: 3, [], [], false));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(
            [
                "PinInputs", "First",
                $"ChunkOrchestrator {TheRun}:3:2:0", $"ChunkOrchestrator {TheRun}:3:2:1", $"ChunkOrchestrator {TheRun}:3:2:2",
                "Last", "PublishRun", "FinishRun",
            ],
            run.Names);
        Assert.Equal([["T1", "T2"], ["T3", "T4"], ["T5"]], run.Inputs<ChunkInput>().Select(chunk => chunk.Tasks.Select(task => task.Task.Name)));
        Assert.All(run.Inputs<ChunkInput>(), chunk => Assert.Equal([Version("First")], chunk.Tasks[0].Inputs));
        Assert.Equal([Version("T5")], run.Attempts.Single(input => input.Task == "Last").Inputs);
        Assert.Equal(RunStatus.Succeeded, outcome.Status);
    }

    [Fact]
    public void InstanceIdOfAChild_OfTheLongestRunId_FitsThePlatform()
    {
        Assert.InRange(ChunkOrchestrator.InstanceId(new string('r', Core.Runs.RunId.MaxLength), 999, 10_000, 10_000).Length, 1, 100);
    }

    [Fact]
    public async Task ChildrenBeyondThoseAtATime_BeginWhenOthersHaveEnded()
    {
        var run = new ScriptedOrchestration(Of([.. Wide, Task("After", "T5")]) with { MaxFanOut = 1, ChunksAtATime = 2 });
        var all = run.RunChunk;
        var running = 0;
        run.RunChunk = async (input, id) =>
        {
            Assert.InRange(++running, 1, 2);
            await run.AfterAsync(TimeSpan.FromMinutes(1), true);
            running--;
            return await all(input, id);
        };
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal([0, 0, 1, 1, 2], run.Calls.Where(call => call.Input is ChunkInput).Select(call => (call.At - start).TotalMinutes));
        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([Version("T5")], run.Attempts.Single().Inputs);
    }

    [Fact]
    public async Task ChildrenThatHaveNotBegun_WhenTheRunIsCancelled_AreNot()
    {
        var run = new ScriptedOrchestration(Of(Wide) with { MaxFanOut = 2, ChunksAtATime = 1 });
        run.RunChunk = async (input, _) => await run.AfterAsync<IReadOnlyList<TaskOutcome>>(TimeSpan.FromSeconds(62), [.. input.Tasks.Select(task => TaskOutcome.NotRun(task.Task.Name, RunStatus.Cancelled))]);
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();

        Assert.Single(run.Inputs<ChunkInput>());
        Assert.Equal(["T1", "T2", "T3", "T4", "T5"], run.Finish.NotSucceeded.Select(task => task.Task));
        Assert.All(run.Finish.NotSucceeded, task => Assert.Equal(RunStatus.Cancelled, task.Status));
    }

    [Fact]
    public async Task ChildThatFails_FailsItsTasksAndTheOthersGoOn()
    {
        var run = new ScriptedOrchestration(Of([.. Wide, Task("After1", "T1"), Task("After5", "T5")]) with { MaxFanOut = 2 });
        var all = run.RunChunk;
        run.RunChunk = (input, id) => id.EndsWith(":0", StringComparison.Ordinal) ? throw Lost("ChunkOrchestrator") : all(input, id);

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([("T1", RunStatus.Failed), ("T2", RunStatus.Failed), ("After1", RunStatus.Skipped)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
        Assert.Contains($"'{TheRun}:1:1:0' failed: disk: gone", run.Finish.NotSucceeded[0].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("After5", run.Names);
    }

    [Fact]
    public async Task Cancel_OfAWideLevel_IsPassedOnToTheChildrenThatRun()
    {
        var run = new ScriptedOrchestration(Of([.. Wide, Task("After", "T1")]) with { MaxFanOut = 2 });
        var all = run.RunChunk;
        run.RunChunk = async (input, id) => id.EndsWith(":1", StringComparison.Ordinal)
            ? await run.AfterAsync<IReadOnlyList<TaskOutcome>>(TimeSpan.FromSeconds(72), [.. input.Tasks.Select(task => TaskOutcome.NotRun(task.Task.Name, RunStatus.Cancelled))])
            : await all(input, id);
        run.Cancel(after: TimeSpan.FromSeconds(60));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal([($"{TheRun}:1:1:1", RunEvents.Cancel)], run.Sent);
        Assert.Equal(start.AddSeconds(72), run.Calls[^1].At);
        Assert.Equal(RunEndingKind.Cancel, run.Finish.Ending);
        Assert.Equal(["T3", "T4", "After"], run.Finish.NotSucceeded.Select(task => task.Task));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Cancel_OfChildrenThatDoNotAnswer_IsOverAfterTwiceTheGrace()
    {
        var run = new ScriptedOrchestration(Of(Wide) with { MaxFanOut = 2 });
        var all = run.RunChunk;
        run.RunChunk = (input, id) => id.EndsWith(":2", StringComparison.Ordinal) ? Never<IReadOnlyList<TaskOutcome>>() : all(input, id);
        run.Cancel(after: TimeSpan.FromSeconds(60));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(start.AddSeconds(60 + 20), run.Calls[^1].At);
        Assert.Equal([("T5", RunStatus.Cancelled)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Child_RunsItsTasksWithTheirAttempts()
    {
        var child = Child("T1", "T2");
        child.RunTask = input => System.Threading.Tasks.Task.FromResult(input is { Task: "T1", Attempt: 1 } ? Failed(input, isRetryable: true) : Succeeded(input));

        var outcomes = await child.RunChunkAsync();

        Assert.Equal([("T1", 2), ("T2", 1)], outcomes.Select(outcome => (outcome.Task, outcome.Attempt)));
        Assert.All(child.Attempts, input => Assert.Equal(TheRun, input.RunId));
        Assert.Empty(child.OpenTimers);
        Assert.Equal(0, child.OpenWaits);
    }

    [Fact]
    public async Task Child_ThatIsCancelled_AnswersWithinTheGrace()
    {
        var child = Child("Ends", "Hangs", "Waits");
        child.RunTask = input => input.Task switch
        {
            "Ends" => System.Threading.Tasks.Task.FromResult(Succeeded(input)),
            "Waits" => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: true)),
            _ => Never<TaskOutcome>(),
        };
        child.Cancel(after: TimeSpan.FromSeconds(5));
        var start = child.Now;

        var outcomes = await child.RunChunkAsync();

        Assert.Equal([RunStatus.Succeeded, RunStatus.Cancelled, RunStatus.Cancelled], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(start.AddSeconds(5 + 10), child.Now);
        Assert.Empty(child.OpenTimers);
    }

    private static ScriptedOrchestration Child(params string[] tasks) =>
        new(new ChunkInput(TheRun, [.. tasks.Select(task => new ReadyTask(Task(task), []))], TimeSpan.FromSeconds(10)), $"{TheRun}:1:1:0");
}

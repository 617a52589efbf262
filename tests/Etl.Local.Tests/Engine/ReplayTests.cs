using Etl.Local.Engine;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ReplayTests
{
    private static readonly DurableEngineOptions ReplayStrictly = new() { ReplayEveryStep = true, CompareInputs = true };

    [Fact]
    public async Task ReplayEveryStep_WritesTheSameHistoryAsTheLiveOrchestration()
    {
        // One activity at a time, and a clock that stands still: nothing is left to chance.
        Step[] program =
        [
            new(StepKind.Status, 1, []),
            new(StepKind.Parallel, 0, [.. Enumerable.Range(1, 9).Select(i => new Step(StepKind.Activity, i, []))]),
            new(StepKind.CancelledTimer, 1, []),
            new(StepKind.FailingActivity, 3, []),
            new(StepKind.Guid, 1, []),
            new(StepKind.Sub, 0, [new(StepKind.Activity, 4, []), new(StepKind.FailingSub, 0, [])]),
            new(StepKind.Event, 6, []),
        ];

        var (live, liveHistory) = await RunAsync(new() { MaxConcurrentActivities = 1 });
        var (replayed, replayedHistory) = await RunAsync(ReplayStrictly with { MaxConcurrentActivities = 1 });

        Assert.Equal(StepProgram.Expected(program), live.ReadOutputAs<List<int>>());
        Assert.Equal(live.SerializedOutput, replayed.SerializedOutput);
        Assert.Equal(liveHistory, replayedHistory);

        async Task<(OrchestrationMetadata, List<string>)> RunAsync(DurableEngineOptions options)
        {
            await using var hub = await TestHub.OpenAsync(StepProgram.Functions(), options);
            return (await hub.RunAsync("Program", program, "one"), hub.History("one"));
        }
    }

    [Fact]
    public void AnyProgram_GivesTheSameResult_LiveAndReplayedAtEveryStep()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(StepProgram.Programs, async program =>
        {
            foreach (var options in (DurableEngineOptions[])[new(), ReplayStrictly])
            {
                await using var hub = await TestHub.OpenAsync(StepProgram.Functions(), options, new InstantTime());

                var end = await hub.RunAsync("Program", program);

                Assert.Null(end.FailureDetails);
                Assert.Equal(StepProgram.Expected(program), end.ReadOutputAs<List<int>>());
            }
        }));
}

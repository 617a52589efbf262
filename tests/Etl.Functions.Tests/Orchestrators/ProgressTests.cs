using System.Text;
using System.Text.Json;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class ProgressTests
{
    private const int PlatformLimit = 16 * 1024;

    [Fact]
    public async Task CustomStatus_CountsTasksAsTheyEnd()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "A"), Task("D", "B"), Task("E", "C")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(input.Task == "A" ? 2 : 1), input.Task == "B" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(
            [
                "0/3 0 0 0 ", "1/3 0 0 0 A,B", "1/3 0 1 0 A", "1/3 1 1 0 ",
                "2/3 1 1 1 C", "2/3 2 1 1 ", "3/3 2 1 1 E", "3/3 3 1 1 ", "3/3 3 1 1 ",
            ],
            run.Progress.Select(status => $"{status.Level}/{status.Levels} {status.Succeeded} {status.Failed} {status.Skipped} {string.Join(',', status.Running)}"));
        Assert.All(run.Progress, status => Assert.Equal(5, status.Tasks));
    }

    [Fact]
    public async Task CustomStatus_OfAWideLevel_CountsTheTasksOfEachChunkThatHasEnded()
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, 5).Select(i => Task($"T{i}"))]) with { MaxFanOut = 2 });

        await run.RunPipelineAsync();

        Assert.Equal([0, 2, 4, 5, 5], run.Progress.Select(status => status.Succeeded).SkipWhile((_, i) => i == 0));
    }

    [Fact]
    public async Task CustomStatus_OfAThousandTasksWithTheLongestNames_FitsThePlatform()
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(0, 1_000).Select(i => Task($"{new string('n', TaskName.MaxLength - 4)}{i:0000}"))]) with { MaxFanOut = 1_000 });
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(1), Succeeded(input));

        await run.RunPipelineAsync();

        // The platform measures UTF-16.
        Assert.InRange(run.Progress.Max(status => Encoding.Unicode.GetByteCount(JsonSerializer.Serialize(status))), 1, PlatformLimit);
        Assert.Equal(1_000, run.Progress[^1].Succeeded);
    }

    [Fact]
    public async Task CustomStatus_AfterACancel_HasNoRunningTasks()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A"))) { RunTask = _ => ScriptedOrchestration.Never<TaskOutcome>() };
        run.Cancel(after: TimeSpan.FromSeconds(1));

        await run.RunPipelineAsync();

        Assert.Equal((0, 2), (run.Progress[^1].Running.Count, run.Progress[^1].Skipped));
    }
}

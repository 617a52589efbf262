using Etl.Functions.Activities;
using Etl.Local.Engine;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Orchestrations;
using Etl.Local.Functions;
using Etl.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Functions.Tests.Replay;

/// <summary>
/// Histories that were recorded once are replayed on the orchestrators of today: they must take every decision again, with every input, or the runs of a deployment would end in the middle.
/// A decision that is meant to change makes a new schema of snapshots, for which new histories are recorded beside the old ones:
/// <c>ETL_RECORD_HISTORIES=1 tests/run.sh Functions -- -class '*HistoryReplay*'</c> writes those that are missing.
/// </summary>
public sealed class HistoryReplayTests
{
    private const string RecordVariable = "ETL_RECORD_HISTORIES";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Etl.Functions.Tests", "Replay", "Histories");

    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RecordedHistory_IsDecidedAgainByTodaysCode(string scenario)
    {
        var file = Path.Combine(Folder, $"{scenario}.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable(RecordVariable) == "1")
        {
            RecordedInstance.Write(file, await Scenarios.All[scenario]());
        }

        var instances = RecordedInstance.Read(file);

        Assert.NotEmpty(instances);
        Assert.All(instances, instance =>
        {
            var execution = Run(instance);
            var outcome = execution.Outcome();
            Assert.Equal(instance.Ending, outcome?.GetType().Name);
            Assert.Equal(instance.Result, (outcome as Outcome.Completed)?.Output);
        });
    }

    [Fact]
    public void Histories_AreThoseOfTheScenarios() =>
        Assert.Equal(Scenarios.All.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void HistoriesTogether_HaveEveryCall()
    {
        var steps = Directory.EnumerateFiles(Folder, "*.json").SelectMany(RecordedInstance.Read).SelectMany(instance => instance.Steps).ToList();

        Assert.Superset(
            new HashSet<string?> { "PinInputs", "RunTask", "RunPack", "PublishRun", "FinishRun", "AdvanceBackfill", "ChunkOrchestrator", "Cancel" },
            steps.Select(step => step.Name).ToHashSet(StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<EventKind> { EventKind.ActivityScheduled, EventKind.ActivityCompleted, EventKind.TimerCreated, EventKind.TimerFired, EventKind.SubOrchestrationScheduled, EventKind.SubOrchestrationCompleted, EventKind.EventRaised, EventKind.Suspended, EventKind.Resumed },
            steps.Select(step => step.Kind).ToHashSet());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("input")]
    [InlineData("order")]
    [InlineData("missing")]
    public void ChangedDecision_IsFound(string change)
    {
        var instance = RecordedInstance.Read(Path.Combine(Folder, "levels.json"))[0];
        var steps = instance.Steps.ToList();
        var at = steps.FindIndex(step => step.Name == "RunTask");
        switch (change)
        {
            case "name":
                steps[at] = steps[at] with { Name = "RunTasks" };
                break;
            case "input":
                steps[at] = steps[at] with { Payload = steps[at].Payload!.Replace("\"A\"", "\"Z\"", StringComparison.Ordinal) };
                break;
            case "order":
                (steps[at], steps[at + 1]) = (steps[at + 1], steps[at]);
                break;
            default:
                steps.RemoveAt(at);
                break;
        }

        Assert.ThrowsAny<Exception>(() => Run(instance with { Steps = steps }));
    }

    private static OrchestrationExecution Run(RecordedInstance instance)
    {
        var parent = instance.Parent is var (id, orchestrator) ? new ParentLink(1, 0, id, orchestrator) : null;
        var invoker = new FunctionInvoker(FunctionCatalog.Discover([typeof(RunTask).Assembly]), new ServiceCollection().BuildServiceProvider(), () => throw new InvalidOperationException("An orchestrator has no client."));
        Exception? violation = null;
        var execution = new OrchestrationExecution(new InstanceHeader(2, instance.Id, instance.Orchestrator, parent), instance.Input, () => instance.Input, invoker, NullLoggerFactory.Instance, exception => violation = exception);

        Etl.Local.Engine.Orchestrations.Replay.Run(execution, instance.Steps, compareInputs: true);

        return violation is null ? execution : throw violation;
    }
}

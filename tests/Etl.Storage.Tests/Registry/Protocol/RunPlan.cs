using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>
/// A run of one of two pipelines. One provides Sales and Rates, from both of them Clean, and then notifies; the other reads Clean and Rates of that one.
/// </summary>
internal sealed class RunPlan
{
    public const int MaxAttempts = 2;

    public RunPlan(int number, RunScenario scenario, RunPlan? repeats)
    {
        Scenario = scenario;
        Repeats = repeats;
        Pipeline = scenario.IsConsumer ? "kpis" : "hotels";
        RunId = $"{Pipeline}-{number}";
        BusinessDate = new DateOnly(2026, 1, scenario.Day);
        Tasks = scenario.IsConsumer
            ? [Task("kpi", ["Clean", "Rates"], ["Kpi"]), Task("report", ["Kpi"], ["Report"])]
            : [Task("sales", [], ["Sales"]), Task("rates", [], ["Rates"]), Task("clean", ["Sales", "Rates"], ["Clean"]), Task("notify", ["Clean"], [])];
        Packs = scenario is { IsPacked: true, IsConsumer: false } ? [[0, 1]] : null;
        ExternalModels = scenario.IsConsumer ? ["Clean", "Rates"] : [];
    }

    public RunScenario Scenario { get; }

    /// <summary>The run whose commit records it takes over.</summary>
    public RunPlan? Repeats { get; }

    public string RunId { get; }

    public string Pipeline { get; }

    public DateOnly BusinessDate { get; }

    public IReadOnlyList<TaskDescriptor> Tasks { get; }

    /// <summary>Null when each task runs by itself.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Packs { get; }

    public IReadOnlyList<string> ExternalModels { get; }

    /// <summary>The tasks of the pack that a task is in; none when it runs by itself.</summary>
    public IReadOnlyList<TaskDescriptor> PackOf(TaskDescriptor task) => Packs?[0].Any(place => Tasks[place].Name == task.Name) == true ? [.. Packs[0].Select(place => Tasks[place])] : [];

    public TaskDescriptor? ProviderOf(string model) => Tasks.FirstOrDefault(task => task.Provides.Contains(model));

    /// <summary>Whether an attempt of a task fails; the first is 1.</summary>
    public bool Fails(string task, int attempt) =>
        Scenario.FailingTask < Tasks.Count && Tasks[Scenario.FailingTask].Name == task && attempt <= Scenario.Failures;

    public RunClaim Claim(string claimId, string requestHash, DateTimeOffset now)
    {
        var job = new JobContext(RunId, Pipeline, "test", BusinessDate, now, new Dictionary<string, string>(StringComparer.Ordinal));
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, RunId, Pipeline, Tasks, ExternalModels, FailureMode.Continue, MaxFanOut: 100, CancelGrace: TimeSpan.FromSeconds(30)) { Packs = Packs };
        var request = new RunRequest { Pipeline = Pipeline, Rerun = Repeats is null ? null : new RerunRequest(Repeats.RunId, FromFailed: true) };
        return new RunClaim(RunClaim.CurrentSchema, job, request, requestHash, snapshot) { ClaimId = claimId };
    }

    private static TaskDescriptor Task(string name, string[] requires, string[] provides) =>
        new(name, "", requires, provides, TaskPolicy.Default with { MaxAttempts = MaxAttempts });
}

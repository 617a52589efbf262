using System.Globalization;
using Etl.Core.Partitions;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>
/// A run of one of two pipelines. One provides Sales and Rates, from both of them Clean, and then notifies; the other reads Clean, Rates and Sales of that one.
/// Sales has partitions: a run writes one, from the version before of that one, and reads that and the one before it.
/// </summary>
internal sealed class RunPlan
{
    public const int MaxAttempts = 2;
    public const string Schedule = "nightly";
    private const string Partitioned = "Sales";
    private static readonly Dictionary<string, Pool> Pools = new(StringComparer.Ordinal) { ["warehouse"] = new Pool("warehouse", 1), ["crm"] = new Pool("crm", 2) };

    public RunPlan(int number, RunScenario scenario, RunPlan? repeats)
    {
        Scenario = scenario;
        Repeats = repeats;
        Pipeline = scenario.IsConsumer ? "kpis" : "hotels";
        RunId = $"{Pipeline}-{number}";
        BusinessDate = new DateOnly(2026, 1, scenario.Day);
        Occurrence = new DateOnly(2026, 2, number);
        Partition = repeats?.Partition ?? Key(scenario.Partition);
        ReadsOwn = repeats?.ReadsOwn ?? (scenario is { ReadsOwn: true, IsConsumer: true });
        Tasks = scenario.IsConsumer
            ? [Task("kpi", ["Clean", "Rates", "Sales"], ["Kpi"], "crm", "warehouse"), Task("report", ["Kpi"], ["Report"], "warehouse", "crm")]
            : [Task("sales", [], ["Sales"]), Task("rates", [], ["Rates"]), Task("clean", ["Sales", "Rates"], ["Clean"], "warehouse"), Task("notify", ["Clean"], [])];
        Packs = scenario is { IsPacked: true, IsConsumer: false } ? [[0, 1]] : null;
        ExternalModels = scenario.IsConsumer ? ["Clean", "Rates", "Sales"] : [];
    }

    public RunScenario Scenario { get; }

    /// <summary>The run whose commit records it takes over.</summary>
    public RunPlan? Repeats { get; }

    public string RunId { get; }

    public string Pipeline { get; }

    public DateOnly BusinessDate { get; }

    /// <summary>The local date of the occurrence of the schedule that starts it.</summary>
    public DateOnly Occurrence { get; }

    public string Partition { get; }

    /// <summary>Whether it can't do without its own partition of what another pipeline provides, and reads no other.</summary>
    public bool ReadsOwn { get; }

    public IReadOnlyList<TaskDescriptor> Tasks { get; }

    /// <summary>Null when each task runs by itself.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Packs { get; }

    public IReadOnlyList<string> ExternalModels { get; }

    /// <summary>The tasks of the pack that a task is in; none when it runs by itself.</summary>
    public IReadOnlyList<TaskDescriptor> PackOf(TaskDescriptor task) => Packs?[0].Any(place => Tasks[place].Name == task.Name) == true ? [.. Packs[0].Select(place => Tasks[place])] : [];

    public IReadOnlyList<Pool> PoolsOf(TaskDescriptor task) => [.. task.Policy.Pools.Select(name => Pools[name])];

    public string? PartitionOf(string model) => model == Partitioned ? Partition : null;

    /// <summary>Whether it reads a partition, null for the whole, of a model that others have made.</summary>
    public bool Pins(string model, string? partition) =>
        model != Partitioned ? partition is null
        : partition == Partition ? Scenario.IsConsumer
        : !ReadsOwn && partition == Before(Partition);

    /// <summary>The versions that a task reads; null while they are not all there.</summary>
    /// <param name="task">The task.</param>
    /// <param name="pins">Of the run.</param>
    /// <param name="made">The version of a model that the run has made.</param>
    public IReadOnlyList<VersionId>? InputsOf(TaskDescriptor task, RunPins pins, Func<string, VersionId?> made)
    {
        var inputs = new List<VersionId>();
        foreach (var model in task.Requires)
        {
            var pinned = pins.Versions.Where(pin => pin.Model == model).ToList();
            var own = ProviderOf(model) is null ? pinned.Find(pin => pin.Partition == PartitionOf(model)) : made(model);
            if (own is null && (ProviderOf(model) is not null || task.RangeOf(model) is null))
            {
                return null;
            }

            inputs.AddRange(pinned.Where(pin => pin != own && task.RangeOf(model)?.Contains(pin.Partition!) == true));
            inputs.AddRange(own is null ? [] : [own]);
        }

        return inputs;
    }

    /// <summary>The version that a task goes on from.</summary>
    public VersionId? PreviousOf(TaskDescriptor task, RunPins pins) =>
        task.Provides.Contains(Partitioned) ? pins.Previous.FirstOrDefault(version => version.Model == Partitioned && version.Partition == Partition) : null;

    public TaskDescriptor? ProviderOf(string model) => Tasks.FirstOrDefault(task => task.Provides.Contains(model));

    /// <summary>Whether an attempt of a task fails; the first is 1.</summary>
    public bool Fails(string task, int attempt) =>
        Scenario.FailingTask < Tasks.Count && Tasks[Scenario.FailingTask].Name == task && attempt <= Scenario.Failures;

    public RunClaim Claim(string claimId, string requestHash, DateTimeOffset now)
    {
        var job = new JobContext(RunId, Pipeline, "test", BusinessDate, now, new Dictionary<string, string>(StringComparer.Ordinal));
        var snapshot = new RunSnapshot(RunSnapshot.CurrentSchema, RunId, Pipeline, Tasks, ExternalModels, FailureMode.Continue, MaxFanOut: 100, CancelGrace: TimeSpan.FromSeconds(30)) { Packs = Packs, Partitions = new() { [Partitioned] = Partition } };
        var request = new RunRequest { Pipeline = Pipeline, Rerun = Repeats is null ? null : new RerunRequest(Repeats.RunId, FromFailed: true) };
        return new RunClaim(RunClaim.CurrentSchema, job, request, requestHash, snapshot) { ClaimId = claimId };
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static string Before(string partition) => Key(int.Parse(partition[1..], CultureInfo.InvariantCulture) - 1);

    private TaskDescriptor Task(string name, string[] requires, string[] provides, params string[] pools) =>
        new(name, "", requires, provides, TaskPolicy.Default with { MaxAttempts = MaxAttempts, Pools = Scenario.UsesPools ? pools : [] })
        {
            Ranges = requires.Contains(Partitioned) && !ReadsOwn ? new() { [Partitioned] = new PartitionInterval(Before(Partition), Partition) } : null,
        };
}

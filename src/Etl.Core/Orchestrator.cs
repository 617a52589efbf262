using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Core;

/// <summary>
/// Expands groups, builds the model registry and the dependency graph, sorts it, and runs the plan in this process, one
/// task after another. The durable orchestration runs the same plan, level by level. Immutable after construction.
/// </summary>
public sealed class Orchestrator
{
    private readonly ILogger _logger;

    /// <summary>Plans a run. Nothing is run and nothing is written.</summary>
    /// <param name="jobContext">The run.</param>
    /// <param name="tasks">Tasks and task groups, mixed, nested without limit.</param>
    /// <param name="modelConfigs">Settings of models; what is not set has the default of its class.</param>
    /// <param name="externalModels">Models that other pipelines provide.</param>
    /// <param name="loggerFactory">Takes the plan and the timing of each task.</param>
    /// <exception cref="InvalidPlanException">Something is wrong; it carries every problem that was found.</exception>
    public Orchestrator(
        JobContext jobContext,
        IEnumerable<TaskNode> tasks,
        ModelConfigs? modelConfigs = null,
        IEnumerable<ModelRef>? externalModels = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(jobContext);
        ArgumentNullException.ThrowIfNull(tasks);
        JobContext = jobContext;
        (Plan, Models) = Planner.Plan(jobContext.Pipeline, tasks, modelConfigs ?? ModelConfigs.Empty, externalModels ?? []);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<Orchestrator>();
    }

    /// <summary>The run.</summary>
    public JobContext JobContext { get; }

    /// <summary>The tasks in run order and in levels.</summary>
    public ExecutionPlan Plan { get; }

    /// <summary>Each model of the plan once, with its config.</summary>
    public ModelRegistry Models { get; }

    /// <summary>
    /// Runs every task in the sorted order and keeps the outputs in memory. A task that fails does not stop tasks that do not
    /// depend on it; those that do are skipped.
    /// </summary>
    /// <param name="externalModels">The contents of the external models that the plan requires; also earlier partitions and previous versions of the models that it provides.</param>
    /// <param name="openSource">Opens raw data for <see cref="TaskContext.OpenSourceAsync"/>; without it a task that asks for some fails.</param>
    /// <param name="timeProvider">For durations and the waits between attempts; the system's by default.</param>
    /// <param name="cancellationToken">Stops the running task and the run.</param>
    /// <exception cref="InvalidOperationException">An external model that the plan requires was not given.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; nothing of it is returned.</exception>
    public async Task<RunResult> RunAsync(
        InMemoryModels? externalModels = null,
        Func<string, CancellationToken, Task<Stream>>? openSource = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        var missing = Plan.ExternalModels.Where(name => externalModels is null || (!externalModels.Contains(name) && !externalModels.Partitions(name).Any())).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"Pipeline '{Plan.Pipeline}' reads external models that were not given to the run: {string.Join(", ", missing.Select(name => $"'{name}'"))}. Give them as externalModels.");
        }

        // A copy: a caller's models are not changed, and can be given to several runs.
        var models = new InMemoryModels();
        foreach (var name in externalModels?.Names.Except(Plan.Tasks.SelectMany(task => task.Provides), StringComparer.Ordinal) ?? [])
        {
            models.Set(name, externalModels!.Get(name));
        }

        var run = new InProcessRun(JobContext, Plan, Models, models, openSource ?? RefuseSourceAsync, timeProvider ?? TimeProvider.System, _logger);
        return await run.RunAsync(cancellationToken);
    }

    private static Task<Stream> RefuseSourceAsync(string location, CancellationToken cancellationToken) =>
        Task.FromException<Stream>(new PermanentTaskException($"This in-process run was given no way to open sources, so '{location}' can't be read. Give RunAsync an openSource, or run the pipeline with 'etl run'."));
}

using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Selection;
using Etl.Core.Text;
using Etl.Storage.Sources;
using NodaTime;

namespace Etl.Functions.Runs;

/// <summary>Turns a request into a plan, or says everything that is wrong with it. Writes nothing. Thread-safe.</summary>
public sealed class RunPlanner(PipelineCatalog catalog, EtlOptions options, SourceReader sources, TimeProvider time)
{
    private readonly PoolLimits _pools = new(catalog, options);
    private readonly Lazy<IReadOnlyList<RunProblem>> _configurationProblems = new(() => FindConfigurationProblems(catalog, options));

    /// <summary>Checks a request and plans it.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    /// <exception cref="InvalidRunRequestException">Carries every problem of the request, the settings and the graph.</exception>
    public async Task<PlannedRun> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<RunProblem>();
        return await TryPlanAsync(request, problems, cancellationToken) ?? throw new InvalidRunRequestException(request.Pipeline, problems);
    }

    /// <summary>Plans the repetition of a run: with its recorded settings, parameters, business date and environment, and the tasks that the app has now. What the app no longer has is left out.</summary>
    /// <param name="earlier">The run that is repeated.</param>
    /// <param name="request">What is asked for; its origin decides what is allowed.</param>
    /// <param name="cancellationToken">Stops looking at sources.</param>
    /// <exception cref="UnknownPipelineException">There is no such pipeline any more.</exception>
    /// <exception cref="InvalidRunRequestException">Carries every problem of the request, the settings and the graph.</exception>
    public async Task<PlannedRun> PlanRerunAsync(RunClaim earlier, RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = catalog.Get(request.Pipeline);
        var declared = pipeline.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var models = pipeline.AllModels().Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        var recorded = request with
        {
            Parameters = new SortedDictionary<string, string>(earlier.Job.Parameters.Where(parameter => declared.Contains(parameter.Key)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            ModelConfigs = request.ModelConfigs.Of(models.Contains),
            BusinessDate = earlier.Job.BusinessDate,
            Environment = earlier.Job.Environment,
        };
        var problems = new List<RunProblem>();
        var configs = new SettingLayers(pipeline, options.ModelConfigs).WithSecrets(earlier.ModelConfigs.Of(models.Contains));
        return await TryPlanAsync(recorded, problems, cancellationToken, configs) ?? throw new InvalidRunRequestException(request.Pipeline, problems);
    }

    /// <summary>Everything that is wrong with a request; empty when it could be started.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    public async Task<IReadOnlyList<RunProblem>> FindProblemsAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<RunProblem>();
        await TryPlanAsync(request, problems, cancellationToken);
        return problems;
    }

    /// <summary>The plan of a pipeline, to be looked at: no parameter needs a value, and no source is opened.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    /// <exception cref="InvalidRunRequestException">It can't be planned; carries every problem of the settings and the graph.</exception>
    public PlannedRun Describe(string pipelineName)
    {
        var pipeline = catalog.Get(pipelineName);
        var problems = new List<RunProblem>();
        var request = new RunRequest { Pipeline = pipeline.Name, Origin = RunOrigin.Schedule };
        var configs = ConfigsOf(pipeline, request);
        return TryCreate(pipeline, Job(pipeline, request, [], problems), configs, problems) is { } orchestrator && problems.Count == 0
            ? new PlannedRun(pipeline, orchestrator, orchestrator.Plan, configs)
            : throw new InvalidRunRequestException(pipeline.Name, problems);
    }

    /// <summary>What each setting of each model of a planned run is, and where that comes from: model by model, in the order in which tasks use them.</summary>
    public IReadOnlyList<EffectiveSetting> Settings(PlannedRun planned, RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(request);
        return new SettingLayers(planned.Pipeline, options.ModelConfigs).Describe(planned, request);
    }

    private async Task<PlannedRun?> TryPlanAsync(RunRequest request, List<RunProblem> problems, CancellationToken cancellationToken, ModelConfigs? recorded = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = catalog.Get(request.Pipeline);
        var configs = recorded ?? ConfigsOf(pipeline, request);
        var checks = new RunChecks(request, problems);
        problems.AddRange(_configurationProblems.Value);
        var job = Job(pipeline, request, checks.Parameters(pipeline), problems);
        var orchestrator = TryCreate(pipeline, job, configs, problems);
        var plan = Select(orchestrator, request, problems);
        if (plan is not null)
        {
            checks.Limits(plan, options);
            checks.Pools(plan, _pools);
        }

        if (orchestrator is not null)
        {
            checks.Partitions(pipeline, orchestrator);
        }

        var models = pipeline.AllModels().ToList();
        checks.Secrets(models);
        checks.Settable(models);
        await checks.SourcesAsync(InUse(models, plan, request), configs, sources, cancellationToken);
        return problems.Count == 0 ? new PlannedRun(pipeline, orchestrator!, plan!, configs) { Pools = _pools.Of(plan!) } : null;
    }

    private static ExecutionPlan? Select(Orchestrator? orchestrator, RunRequest request, List<RunProblem> problems)
    {
        var found = new List<PlanProblem>();
        ExecutionPlan? plan = null;
        if (orchestrator is null)
        {
            TaskSelection.FindSyntaxProblems(request.Select, request.Exclude, found);
        }
        else
        {
            plan = TaskSelection.TryApply(orchestrator.Plan, request.Select, request.Exclude, found);
        }

        problems.AddRange(found.Select(problem => new RunProblem(problem.Code, problem.Message)));
        return plan;
    }

    /// <summary>The models that the run would read or write; when that is not known, all of a request for the whole pipeline, and none of a selection.</summary>
    private static List<ModelRef> InUse(List<ModelRef> models, ExecutionPlan? plan, RunRequest request)
    {
        if (plan is null)
        {
            return request.Select is null && request.Exclude is null ? models : [];
        }

        var names = plan.Tasks.SelectMany(task => task.Requires.Concat(task.Provides)).ToHashSet(StringComparer.Ordinal);
        return models.FindAll(model => names.Contains(model.Name));
    }

    private static Orchestrator? TryCreate(Pipeline pipeline, JobContext job, ModelConfigs configs, List<RunProblem> problems)
    {
        try
        {
            return new Orchestrator(job, pipeline.Tasks, configs, pipeline.ExternalModels);
        }
        catch (InvalidPlanException exception)
        {
            problems.AddRange(exception.Problems.Select(problem => new RunProblem(problem.Code, problem.Message)));
            return null;
        }
    }

    private JobContext Job(Pipeline pipeline, RunRequest request, SortedDictionary<string, string> parameters, List<RunProblem> problems)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(pipeline.TimeZone);
        if (zone is null)
        {
            problems.Add(new RunProblem("unknown-time-zone", $"Pipeline '{pipeline.Name}' has the time zone '{pipeline.TimeZone}', which there is not.{Suggestion.DidYouMean(pipeline.TimeZone, DateTimeZoneProviders.Tzdb.Ids)} Give it an IANA name such as 'Europe/Lisbon'."));
        }

        var now = time.GetUtcNow();
        var today = Instant.FromDateTimeOffset(now).InZone(zone ?? DateTimeZone.Utc).Date;
        return new JobContext(
            RunId.New(pipeline.Name, now),
            pipeline.Name,
            request.Environment ?? options.Environment,
            request.BusinessDate ?? today.PlusDays(-pipeline.LagDays).ToDateOnly(),
            now,
            parameters);
    }

    private ModelConfigs ConfigsOf(Pipeline pipeline, RunRequest request) =>
        new SettingLayers(pipeline, options.ModelConfigs).Configured.OverriddenBy(request.ModelConfigs);

    private static IReadOnlyList<RunProblem> FindConfigurationProblems(PipelineCatalog catalog, EtlOptions options)
    {
        var models = catalog.Pipelines.SelectMany(pipeline => pipeline.AllModels()).Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        var pools = catalog.Pools.Select(pool => pool.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. options.ModelConfigs.ModelNames.Where(name => !models.Contains(name)).Select(name => new RunProblem(
                "invalid-model-config",
                $"The app's configuration (Etl:ModelConfigs) has settings for '{name}', a model that no pipeline uses.{Suggestion.DidYouMean(name, models)} Correct the name, or remove the settings.")),
            .. options.PoolSlots.Keys.Where(name => !pools.Contains(name)).Order(StringComparer.Ordinal).Select(name => new RunProblem(
                "invalid-pool",
                $"The app's configuration (Etl:Pools) has slots for '{name}', a pool that the catalog does not have.{Suggestion.DidYouMean(name, pools)} Correct the name, or remove the setting.")),
        ];
    }
}

using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Text;
using Etl.Storage.Sources;
using NodaTime;

namespace Etl.Functions.Runs;

/// <summary>Turns a request into a plan, or says everything that is wrong with it. Writes nothing. Thread-safe.</summary>
public sealed class RunPlanner(PipelineCatalog catalog, EtlOptions options, SourceReader sources, TimeProvider time)
{
    private readonly Lazy<IReadOnlyList<RunProblem>> _configurationProblems = new(() => FindConfigurationProblems(catalog, options.ModelConfigs));

    /// <summary>Checks a request and plans it.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    /// <exception cref="InvalidRunRequestException">Carries every problem of the request, the settings and the graph.</exception>
    public async Task<PlannedRun> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<RunProblem>();
        return await TryPlanAsync(request, problems, cancellationToken) ?? throw new InvalidRunRequestException(request.Pipeline, problems);
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
            ? new PlannedRun(pipeline, orchestrator, configs)
            : throw new InvalidRunRequestException(pipeline.Name, problems);
    }

    private async Task<PlannedRun?> TryPlanAsync(RunRequest request, List<RunProblem> problems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = catalog.Get(request.Pipeline);
        var configs = ConfigsOf(pipeline, request);
        var checks = new RunChecks(request, problems);
        problems.AddRange(_configurationProblems.Value);
        var job = Job(pipeline, request, checks.Parameters(pipeline), problems);
        var orchestrator = TryCreate(pipeline, job, configs, problems);
        if (orchestrator is not null)
        {
            checks.Limits(orchestrator, options);
        }

        var models = pipeline.AllModels().ToList();
        checks.Settable(models);
        await checks.SourcesAsync(models, configs, sources, cancellationToken);
        return problems.Count == 0 ? new PlannedRun(pipeline, orchestrator!, configs) : null;
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
        pipeline.ModelConfigs.OverriddenBy(RelevantTo(pipeline, options.ModelConfigs)).OverriddenBy(request.ModelConfigs);

    /// <summary>The deployment's settings are for all pipelines; one pipeline does not have every model.</summary>
    private static ModelConfigs RelevantTo(Pipeline pipeline, ModelConfigs deployment)
    {
        if (!deployment.ModelNames.Any())
        {
            return deployment;
        }

        var names = pipeline.AllModels().Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        var relevant = ModelConfigs.Empty;
        foreach (var model in deployment.ModelNames.Where(names.Contains))
        {
            foreach (var (argument, value) in deployment.For(model))
            {
                relevant = relevant.With(model, argument, value);
            }
        }

        return relevant;
    }

    private static IReadOnlyList<RunProblem> FindConfigurationProblems(PipelineCatalog catalog, ModelConfigs deployment)
    {
        var names = catalog.Pipelines.SelectMany(pipeline => pipeline.AllModels()).Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        return [.. deployment.ModelNames.Where(name => !names.Contains(name)).Select(name => new RunProblem(
            "invalid-model-config",
            $"The app's configuration (Etl:ModelConfigs) has settings for '{name}', a model that no pipeline uses.{Suggestion.DidYouMean(name, names)} Correct the name, or remove the settings."))];
    }
}

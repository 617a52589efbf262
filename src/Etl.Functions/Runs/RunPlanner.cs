using System.Globalization;
using System.Text.Json;
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

/// <summary>Turns a request into a plan, or says everything that is wrong with it. Writes nothing.</summary>
public sealed class RunPlanner(PipelineCatalog catalog, EtlOptions options, SourceReader sources, TimeProvider time)
{
    /// <summary>Checks a request and plans it.</summary>
    /// <exception cref="UnknownPipelineException">There is no such pipeline.</exception>
    /// <exception cref="InvalidRunRequestException">Carries every problem of the request, the settings and the graph.</exception>
    public async Task<PlannedRun> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = catalog.Get(request.Pipeline);
        var configs = pipeline.ModelConfigs.OverriddenBy(RelevantTo(pipeline, options.ModelConfigs)).OverriddenBy(request.ModelConfigs);
        var problems = new List<RunProblem>();
        var parameters = ResolveParameters(pipeline, request, problems);
        Orchestrator? orchestrator = null;
        try
        {
            orchestrator = new Orchestrator(Job(pipeline, request, parameters), pipeline.Tasks, configs, pipeline.ExternalModels);
        }
        catch (InvalidPlanException exception)
        {
            problems.AddRange(exception.Problems.Select(problem => new RunProblem(problem.Code, problem.Message)));
        }

        if (orchestrator is not null)
        {
            CheckLimits(orchestrator, problems);
            CheckSettable(orchestrator, request, problems);
            await CheckSourcesAsync(orchestrator, configs, request.Origin, problems, cancellationToken);
        }

        return problems.Count == 0
            ? new PlannedRun(pipeline, orchestrator!, configs)
            : throw new InvalidRunRequestException(pipeline.Name, problems);
    }

    /// <summary>The business date of a run that is given none: today in the pipeline's time zone, minus its lag.</summary>
    public DateOnly DefaultBusinessDate(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return now.InZone(DateTimeZoneProviders.Tzdb[pipeline.TimeZone]).Date.PlusDays(-pipeline.LagDays).ToDateOnly();
    }

    private JobContext Job(Pipeline pipeline, RunRequest request, SortedDictionary<string, string> parameters)
    {
        var now = time.GetUtcNow();
        return new JobContext(
            RunId.New(pipeline.Name, now),
            pipeline.Name,
            request.Environment ?? options.Environment,
            request.BusinessDate ?? DefaultBusinessDate(pipeline),
            now,
            parameters);
    }

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

    private static SortedDictionary<string, string> ResolveParameters(Pipeline pipeline, RunRequest request, List<RunProblem> problems)
    {
        var known = pipeline.Parameters.Select(parameter => parameter.Name).ToList();
        foreach (var unknown in request.Parameters.Keys.Except(known, StringComparer.Ordinal))
        {
            var has = known.Count == 0 ? "It has none." : $"It has: {string.Join(", ", known)}.";
            problems.Add(new RunProblem("unknown-parameter", $"Pipeline '{pipeline.Name}' has no parameter '{unknown}'.{Suggestion.DidYouMean(unknown, known)} {has}"));
        }

        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in pipeline.Parameters)
        {
            if ((request.Parameters.TryGetValue(parameter.Name, out var given) ? given : parameter.Default) is { } value)
            {
                values.Add(parameter.Name, value);
            }
            else
            {
                problems.Add(new RunProblem("missing-parameter", $"Pipeline '{pipeline.Name}' needs the parameter '{parameter.Name}', which has no default. Give it: -p {parameter.Name}=VALUE"));
            }
        }

        return values;
    }

    private void CheckLimits(Orchestrator orchestrator, List<RunProblem> problems)
    {
        var tasks = orchestrator.Plan.Tasks;
        if (tasks.Count > options.MaxTasks)
        {
            problems.Add(new RunProblem("too-many-tasks", $"Pipeline '{orchestrator.Plan.Pipeline}' has {tasks.Count} tasks; this host runs at most {options.MaxTasks} in one run (setting Etl:MaxTasks). Split it into pipelines that read each other's published models."));
        }

        foreach (var task in tasks.Where(task => task.Policy.Timeout >= options.FunctionTimeout))
        {
            problems.Add(new RunProblem("timeout-too-long", $"Task '{task.Name}' may take {task.Policy.Timeout}, but the host stops every function after {options.FunctionTimeout}. Set its timeout below that, or raise functionTimeout in host.json and Etl:FunctionTimeout."));
        }
    }

    private static void CheckSettable(Orchestrator orchestrator, RunRequest request, List<RunProblem> problems)
    {
        if (request.Origin != RunOrigin.Http)
        {
            return;
        }

        foreach (var name in request.ModelConfigs.ModelNames)
        {
            var settings = ModelFactory.Settings(orchestrator.Models.Get(name).GetType());
            var settable = settings.Where(setting => setting.IsSettableByRequest).Select(setting => setting.Name).ToList();
            foreach (var argument in request.ModelConfigs.For(name).Keys.Except(settable, StringComparer.Ordinal))
            {
                var allowed = settable.Count == 0 ? "none" : string.Join(", ", settable);
                problems.Add(new RunProblem("setting-not-settable", $"Setting '{argument}' of model '{name}' can't be set by a request; settable: {allowed}. It belongs to the app's configuration (Etl:ModelConfigs)."));
            }
        }
    }

    private async Task CheckSourcesAsync(Orchestrator orchestrator, ModelConfigs configs, RunOrigin origin, List<RunProblem> problems, CancellationToken cancellationToken)
    {
        foreach (var model in orchestrator.Models.Models)
        {
            foreach (var setting in ModelFactory.Settings(model.GetType()).Where(setting => setting.IsSource))
            {
                var location = configs.For(model.Name).TryGetValue(setting.Name, out var value)
                    ? value.ValueKind == JsonValueKind.String ? value.GetString() : null
                    : Convert.ToString(setting.Default, CultureInfo.InvariantCulture);
                if (!string.IsNullOrEmpty(location) && await sources.FindProblemAsync(location, origin, cancellationToken) is { } problem)
                {
                    problems.Add(new RunProblem("unreadable-source", $"Setting '{setting.Name}' of model '{model.Name}': {problem}"));
                }
            }
        }
    }
}

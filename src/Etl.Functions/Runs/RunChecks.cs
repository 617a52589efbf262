using System.Globalization;
using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Text;
using Etl.Storage.Sources;

namespace Etl.Functions.Runs;

/// <summary>What can be wrong with a request beside the plan itself. Each check adds all that it finds.</summary>
internal sealed class RunChecks(RunRequest request, List<RunProblem> problems)
{
    /// <summary>The value of every parameter that has one.</summary>
    public SortedDictionary<string, string> Parameters(Pipeline pipeline)
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

    public void Limits(Orchestrator orchestrator, EtlOptions options)
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

    /// <summary>Settings that a request over HTTP may not have. Those that no model has are the planner's to find.</summary>
    public void Settable(IReadOnlyList<ModelRef> models)
    {
        foreach (var model in models)
        {
            var settings = ModelFactory.Settings(model.ModelType);
            foreach (var setting in settings.Where(setting => IsForbidden(model, setting)))
            {
                var settable = settings.Where(other => other.IsSettableByRequest).Select(other => other.Name).ToList();
                problems.Add(new RunProblem("setting-not-settable", $"Setting '{setting.Name}' of model '{model.Name}' can't be set by a request; settable: {(settable.Count == 0 ? "none" : string.Join(", ", settable))}. It belongs to the app's configuration (Etl:ModelConfigs)."));
            }
        }
    }

    /// <summary>Sources that can't be read. What a request may not set is not looked at: the answer would tell what is there.</summary>
    public async Task SourcesAsync(IReadOnlyList<ModelRef> models, ModelConfigs configs, SourceReader sources, CancellationToken cancellationToken)
    {
        foreach (var model in models)
        {
            foreach (var setting in ModelFactory.Settings(model.ModelType).Where(setting => setting.IsSource && !IsForbidden(model, setting)))
            {
                var location = configs.For(model.Name).TryGetValue(setting.Name, out var value)
                    ? value.ValueKind == JsonValueKind.String ? value.GetString() : null
                    : Convert.ToString(setting.Default, CultureInfo.InvariantCulture);
                if (!string.IsNullOrEmpty(location) && await sources.FindProblemAsync(location, request.Origin, cancellationToken) is { } problem)
                {
                    problems.Add(new RunProblem("unreadable-source", $"Setting '{setting.Name}' of model '{model.Name}': {problem}"));
                }
            }
        }
    }

    private bool IsForbidden(ModelRef model, ModelSetting setting) =>
        request.Origin == RunOrigin.Http && !setting.IsSettableByRequest && request.ModelConfigs.For(model.Name).ContainsKey(setting.Name);
}

using System.Globalization;
using System.Text.Json;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Text;
using Etl.Functions.Activities;
using Etl.Storage.Sources;

namespace Etl.Functions.Runs;

/// <summary>What can be wrong with a request beside the plan itself. Each check adds all that it finds.</summary>
internal sealed class RunChecks(RunRequest request, List<RunProblem> problems)
{
    /// <summary>Of a task, required and provided together: their versions travel to the task, and their names with every step of the run.</summary>
    public const int MaxModelsPerTask = 5_000;

    /// <summary>Of the value of a parameter, in characters: it is recorded, and shown in lists.</summary>
    public const int MaxParameterLength = 8_000;

    /// <summary>What an attempt that has run into its timeout still needs of the host's time: to stop, and to be committed with a store that is slow.</summary>
    public static readonly TimeSpan TimeToEnd = AttemptRunner.StopGrace + TimeSpan.FromSeconds(20);

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
                if (value.Length > MaxParameterLength)
                {
                    problems.Add(new RunProblem("parameter-too-long", $"Parameter '{parameter.Name}' has {value.Length} characters; a value may have {MaxParameterLength}. Put the data into a source, and give its address."));
                }
            }
            else
            {
                problems.Add(new RunProblem("missing-parameter", $"Pipeline '{pipeline.Name}' needs the parameter '{parameter.Name}', which has no default. Give it: -p {parameter.Name}=VALUE"));
            }
        }

        return values;
    }

    public void Limits(ExecutionPlan plan, EtlOptions options)
    {
        var tasks = plan.Tasks;
        if (tasks.Count > options.MaxTasks)
        {
            problems.Add(new RunProblem("too-many-tasks", $"Pipeline '{plan.Pipeline}' has {tasks.Count} tasks; this host runs at most {options.MaxTasks} in one run (setting Etl:MaxTasks). Select fewer, or split it into pipelines that read each other's published models."));
        }

        foreach (var task in tasks.Where(task => task.Requires.Count + task.Provides.Count > MaxModelsPerTask))
        {
            problems.Add(new RunProblem("too-many-models", $"Task '{task.Name}' requires and provides {task.Requires.Count + task.Provides.Count} models; a task may have {MaxModelsPerTask}. Put a task between that brings some of them together."));
        }

        var longest = options.FunctionTimeout - TimeToEnd;
        foreach (var task in tasks.Where(task => task.Policy.Timeout > longest))
        {
            var remedy = longest > TimeSpan.Zero ? $"Set its timeout to {longest} or less, or raise" : "Raise";
            problems.Add(new RunProblem("timeout-too-long", $"Task '{task.Name}' may take {task.Policy.Timeout}, but the host stops every function after {options.FunctionTimeout}, and a task that was stopped needs up to {TimeToEnd} to end. {remedy} functionTimeout in host.json and Etl:FunctionTimeout."));
        }
    }

    /// <summary>Pools that nobody has declared.</summary>
    public void Pools(ExecutionPlan plan, PoolLimits pools)
    {
        foreach (var (pool, tasks) in plan.Tasks.SelectMany(task => task.Policy.Pools, (task, pool) => (task, pool)).Where(use => pools.Find(use.pool) is null).GroupBy(use => use.pool, use => use.task.Name, StringComparer.Ordinal).Select(uses => (uses.Key, uses.ToList())))
        {
            problems.Add(new RunProblem("unknown-pool", $"{NameList.Quoted(tasks)} {(tasks.Count == 1 ? "uses" : "use")} the pool '{pool}', which the app does not have.{Suggestion.DidYouMean(pool, pools.Names)} Add it to the Pools of the catalog."));
        }
    }

    /// <summary>Models that are divided by a parameter: it must be there, and its value becomes part of names.</summary>
    public void Partitions(Pipeline pipeline, Orchestrator orchestrator)
    {
        var job = orchestrator.JobContext;
        foreach (var model in orchestrator.Models.Models.Where(model => model.PartitionBy?.ParameterName is not null))
        {
            var name = model.PartitionBy!.ParameterName!;
            if (!job.Parameters.TryGetValue(name, out var value))
            {
                // A parameter without a value is reported as missing already.
                if (!pipeline.Parameters.Any(parameter => parameter.Name == name))
                {
                    problems.Add(new RunProblem("invalid-partition", $"Model '{model.Name}' is divided by the parameter '{name}', which pipeline '{job.Pipeline}' does not have. Add it to the pipeline's Parameters."));
                }
            }
            else if (!PartitionBy.IsValidKey(value))
            {
                problems.Add(new RunProblem("invalid-partition", $"Parameter '{name}' is '{value}', which can't be a partition of model '{model.Name}': use 1 to {PartitionBy.MaxKeyLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit."));
            }
        }
    }

    /// <summary>Secrets, which no request may have, whoever sends it: requests are recorded.</summary>
    public void Secrets(IReadOnlyList<ModelRef> models)
    {
        foreach (var model in models)
        {
            foreach (var setting in ModelFactory.Settings(model.ModelType).Where(setting => HasSecret(model, setting)))
            {
                problems.Add(new RunProblem("secret-in-request", $"Setting '{setting.Name}' of model '{model.Name}' {(setting.IsSecret ? "is a secret" : "is an address with a key in it")} and can't be given with a run, because what a run was started with is recorded. Set it in the app's configuration, such as the environment variable {ModelFactory.ConfigurationKey(model.Name, setting.Name)}."));
            }
        }
    }

    /// <summary>Settings that a request over HTTP may not have. Those that no model has are the planner's to find.</summary>
    public void Settable(IReadOnlyList<ModelRef> models)
    {
        foreach (var model in models)
        {
            var settings = ModelFactory.Settings(model.ModelType);
            foreach (var setting in settings.Where(setting => !HasSecret(model, setting) && IsForbidden(model, setting)))
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
            foreach (var setting in ModelFactory.Settings(model.ModelType).Where(setting => setting.IsSource && !IsForbidden(model, setting) && !HasSecret(model, setting)))
            {
                var location = configs.For(model.Name).TryGetValue(setting.Name, out var value)
                    ? value.ValueKind == JsonValueKind.String ? value.GetString() : null
                    : Convert.ToString(setting.Default, CultureInfo.InvariantCulture);
                if (!string.IsNullOrEmpty(location) && await sources.FindProblemAsync(location, request.Origin, cancellationToken) is { } problem)
                {
                    problems.Add(new RunProblem("unreadable-source", $"Setting '{setting.Name}' of model '{model.Name}': {(setting.IsSecret ? "its source can't be read. Why is not shown, because the setting is a secret." : problem)}"));
                }
            }
        }
    }

    private bool IsForbidden(ModelRef model, ModelSetting setting) =>
        request.Origin == RunOrigin.Http && !setting.IsSettableByRequest && IsInRequest(model, setting);

    private bool HasSecret(ModelRef model, ModelSetting setting) => request.ModelConfigs.For(model.Name).TryGetValue(setting.Name, out var value) && setting.IsSecretValue(value);

    private bool IsInRequest(ModelRef model, ModelSetting setting) => request.ModelConfigs.For(model.Name).ContainsKey(setting.Name);
}

using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;

namespace Etl.Functions.Runs;

/// <summary>The settings of a pipeline's models before a request overrides them: the pipeline's own under those of the deployment.</summary>
internal sealed class SettingLayers
{
    private readonly Pipeline _pipeline;
    private readonly List<ModelRef> _models;
    private readonly ModelConfigs _deployment;

    /// <summary>The deployment's settings are for all pipelines; one pipeline does not have every model.</summary>
    public SettingLayers(Pipeline pipeline, ModelConfigs deployment)
    {
        _pipeline = pipeline;
        _models = [.. pipeline.AllModels()];
        var names = _models.Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        _deployment = deployment.Of(names.Contains);
        Configured = pipeline.ModelConfigs.OverriddenBy(_deployment);
    }

    /// <summary>Secrets included.</summary>
    public ModelConfigs Configured { get; }

    /// <summary>The settings of a run as it may be recorded.</summary>
    public static ModelConfigs Recordable(PlannedRun planned) => planned.ModelConfigs.WithoutSecrets(planned.Pipeline.AllModels());

    /// <summary>The recorded settings of a run, with today's secrets.</summary>
    public ModelConfigs WithSecrets(ModelConfigs recorded) => recorded.OverriddenBy(Configured.OnlySecrets(_models));

    /// <summary>Hides the secrets that a run with the given settings has.</summary>
    public SecretMask Mask(ModelConfigs configs) => SecretMask.Of(_models, configs);

    /// <summary>Every setting of every model of a planned run, with its source.</summary>
    public IReadOnlyList<EffectiveSetting> Describe(PlannedRun planned, RunRequest request)
    {
        var byName = _models.DistinctBy(model => model.Name).ToDictionary(model => model.Name, StringComparer.Ordinal);
        var names = planned.Plan.Tasks.SelectMany(task => task.Requires.Concat(task.Provides)).Distinct(StringComparer.Ordinal);
        return [.. names.SelectMany(name => ModelFactory.Settings(byName[name].ModelType).Select(setting => Describe(planned, request, name, setting)))];
    }

    private EffectiveSetting Describe(PlannedRun planned, RunRequest request, string model, ModelSetting setting)
    {
        var value = ModelFactory.EffectiveValue(planned.Orchestrator.Models.Get(model), setting, planned.ModelConfigs.For(model));
        var isSecret = setting.IsSecretValue(value);
        var source = request switch
        {
            { Rerun: not null } when !isSecret && planned.ModelConfigs.For(model).ContainsKey(setting.Name) => "recorded",
            _ when request.ModelConfigs.For(model).ContainsKey(setting.Name) => "request",
            _ when _deployment.For(model).ContainsKey(setting.Name) => "configuration",
            _ when _pipeline.ModelConfigs.For(model).ContainsKey(setting.Name) => "pipeline",
            _ => "class default",
        };
        return new EffectiveSetting(model, setting.Name, isSecret && value.ValueKind != JsonValueKind.Null ? JsonSerializer.SerializeToElement(SecretMask.Shown) : value, source)
        {
            Key = source == "configuration" ? ModelFactory.ConfigurationKey(model, setting.Name) : null,
        };
    }
}

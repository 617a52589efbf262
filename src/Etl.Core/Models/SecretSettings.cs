using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>Tells the secrets among the settings of models: what is recorded is without them, and they are put back when a run is worked on.</summary>
public static class SecretSettings
{
    /// <summary>Whether a setting of a model is a secret, with the value that it has.</summary>
    public static bool IsSecret(ModelRef model, string setting, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelFactory.Settings(model.ModelType).Any(known => known.Name == setting && known.IsSecretValue(value));
    }

    /// <summary>The settings that may be recorded.</summary>
    public static ModelConfigs WithoutSecrets(this ModelConfigs configs, IEnumerable<ModelRef> models) => Split(configs, models, secrets: false);

    /// <summary>The settings that may not be recorded.</summary>
    public static ModelConfigs OnlySecrets(this ModelConfigs configs, IEnumerable<ModelRef> models) => Split(configs, models, secrets: true);

    /// <summary>Settings of models that are not known count as no secrets.</summary>
    private static ModelConfigs Split(ModelConfigs configs, IEnumerable<ModelRef> models, bool secrets)
    {
        ArgumentNullException.ThrowIfNull(configs);
        ArgumentNullException.ThrowIfNull(models);
        var byName = new Dictionary<string, ModelRef>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            byName.TryAdd(model.Name, model);
        }

        var values = new SortedDictionary<string, SortedDictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var (model, arguments) in configs.Entries)
        {
            var known = byName.GetValueOrDefault(model);
            var kept = arguments.Where(argument => (known is not null && IsSecret(known, argument.Key, argument.Value)) == secrets).ToList();
            if (kept.Count > 0 || (!secrets && arguments.Count == 0))
            {
                values.Add(model, new SortedDictionary<string, JsonElement>(kept.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
            }
        }

        return ModelConfigs.FromValues(values);
    }
}

using Etl.Core.Models;

namespace Etl.Core.Reuse;

/// <summary>The settings of a model with the values that they have in a run, as JSON: <c>20000</c> is the same whether it was given as a number or as a text.</summary>
internal static class SettingTexts
{
    /// <summary>By the names that fingerprints give them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Model model, ModelConfigs configs)
    {
        var given = configs.For(model.Name);
        return ModelFactory.Settings(model.GetType()).Where(DecidesContent)
            .Select(setting => (Setting: setting, Value: ModelFactory.EffectiveValue(model, setting, given)))
            .Where(setting => !setting.Setting.IsSecretValue(setting.Value))
            .Select(setting => KeyValuePair.Create(ReadName.Setting(model.Name, setting.Setting.Name), setting.Value.GetRawText()));
    }

    /// <summary>How the content is stored changes nothing about it, and a secret is stored nowhere.</summary>
    private static bool DecidesContent(ModelSetting setting)
    {
        var type = Nullable.GetUnderlyingType(setting.Type) ?? setting.Type;
        return type != typeof(ModelFormat) && type != typeof(ModelCompression);
    }
}

using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>Hides the values of secret settings in texts that tasks and libraries make: error messages, log lines, names of sources. Immutable.</summary>
public sealed class SecretMask
{
    /// <summary>What is shown in place of a secret.</summary>
    public const string Shown = "***";

    private readonly string[] _secrets;

    private SecretMask(string[] secrets) => _secrets = secrets;

    /// <summary>Hides nothing.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>Whether there is anything to hide.</summary>
    public bool IsEmpty => _secrets.Length == 0;

    /// <summary>Of every secret of the given models, configured or the default of its class: of secret settings, and of sources with a key in their address.</summary>
    public static SecretMask Of(IEnumerable<ModelRef> models, ModelConfigs configs)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(configs);
        var texts = models
            .SelectMany(model => ModelFactory.Settings(model.ModelType).Where(setting => setting.IsSecret || setting.IsSource).Select(setting => (Setting: setting, Value: ValueOf(setting, configs.For(model.Name)))))
            .Where(given => given.Setting.IsSecretValue(given.Value))
            .SelectMany(given => Texts(given.Value))
            .SelectMany(text => AddressKeys.Of(text).Append(text))
            .Where(text => !string.IsNullOrWhiteSpace(text))
            .SelectMany(text => new[] { text, text.Trim(), Uri.EscapeDataString(text), JsonEncodedText.Encode(text).Value })
            .Distinct(StringComparer.Ordinal);

        // The longest first: one secret may be part of another.
        return new SecretMask([.. texts.OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal)]);
    }

    /// <summary>The text with three asterisks for each secret in it, also where it is escaped for a URI or JSON.</summary>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Shown, StringComparison.Ordinal);
        }

        return text;
    }

    private static JsonElement ValueOf(ModelSetting setting, IReadOnlyDictionary<string, JsonElement> config) =>
        config.TryGetValue(setting.Name, out var given) ? given : JsonSerializer.SerializeToElement(setting.Default, ModelJson.Options);

    /// <summary>A list or an object is hidden part by part.</summary>
    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Texts(property.Value)),
        _ => [value.ToString()],
    };
}

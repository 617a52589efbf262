using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>Creates models from their class and configs, and describes their settings.</summary>
public static class ModelFactory
{
    private const int MaxShown = 100;
    private static readonly ConcurrentDictionary<Type, ModelShape> Shapes = new();

    /// <summary>
    /// The settings of a model class: its constructor arguments in order, then <c>format</c> and <c>compression</c>.
    /// Empty for a class that can't be created.
    /// </summary>
    public static IReadOnlyList<ModelSetting> Settings(Type modelType)
    {
        ArgumentNullException.ThrowIfNull(modelType);
        return ShapeOf(modelType).Settings;
    }

    /// <summary>The environment variable, or app setting, that has a setting of a model.</summary>
    public static string ConfigurationKey(string model, string setting)
    {
        ArgumentNullException.ThrowIfNull(model);
        return $"Etl__ModelConfigs__{model.Replace('.', '_')}__{setting}";
    }

    /// <summary>The value that a setting of a model has, as JSON in the setting's own type, whether it was configured or is the class's default.</summary>
    /// <param name="model">As a run has it.</param>
    /// <param name="setting">One of its class.</param>
    /// <param name="config">What the model was created with.</param>
    public static JsonElement EffectiveValue(Model model, ModelSetting setting, IReadOnlyDictionary<string, JsonElement> config)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(config);
        var isOwn = ShapeOf(model.GetType()).DeclaresItself(setting.Name);
        if (!isOwn)
        {
            return setting.Name == ModelShape.FormatSetting
                ? JsonSerializer.SerializeToElement(model.Format.ToString())
                : JsonSerializer.SerializeToElement(model.Compression.ToString());
        }

        if (!config.TryGetValue(setting.Name, out var given))
        {
            return Serialize(setting.Default);
        }

        return SettingValue.TryConvert(given, setting.Type, out var value) ? Serialize(value) : given;
    }

    internal static Model? Create(string name, ModelShape shape, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        if (shape.Defect is not null)
        {
            problems.Add(new ModelConfigProblem(name, null, shape.Defect));
            return null;
        }

        var values = config.Count == 0 && shape.Defaults is { } defaults ? defaults : Values(name, shape, config, problems);
        return values is null ? null : Construct(name, shape, values, problems);
    }

    /// <summary>Of all settings; null when there are problems with them.</summary>
    private static object?[]? Values(string name, ModelShape shape, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        var before = problems.Count;
        foreach (var unknown in config.Keys.Where(argument => !shape.Settings.Any(setting => setting.Name == argument)))
        {
            var known = shape.Settings.Select(setting => setting.Name).ToList();
            problems.Add(new ModelConfigProblem(name, unknown, $"Model '{name}' has no setting '{unknown}'.{Suggestion.DidYouMean(unknown, known)} It has: {string.Join(", ", known)}."));
        }

        var values = shape.Settings.Select(setting => Value(name, setting, config, problems)).ToArray();
        return problems.Count == before ? values : null;
    }

    private static Model? Construct(string name, ModelShape shape, object?[] values, List<PlanProblem> problems)
    {
        Model model;
        try
        {
            model = (Model)shape.Invoker!.Invoke(values.AsSpan(0, shape.ConstructorArity));
        }
#pragma warning disable CA1031 // whatever the author's constructor throws
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problems.Add(new ModelConfigProblem(name, null, $"Model '{name}' refuses its settings: {Reason(shape, exception.GetBaseException())}"));
            return null;
        }

        // What the class takes itself is for its constructor to deal with.
        model.Initialize(name, (ModelFormat?)shape.CommonValue(ModelShape.FormatSetting, values), (ModelCompression?)shape.CommonValue(ModelShape.CompressionSetting, values));
        if (!Supports(model, model.Format))
        {
            problems.Add(new ModelConfigProblem(name, ModelShape.FormatSetting, $"Model '{name}' can't be stored as {model.Format}. It can be: {string.Join(", ", model.SupportedFormats)}."));
            return null;
        }

        return model;
    }

    private static bool Supports(Model model, ModelFormat format)
    {
        var supported = model.SupportedFormats;
        for (var i = 0; i < supported.Count; i++)
        {
            if (supported[i] == format)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A constructor may put what it was given, or a part of that, into its message.</summary>
    private static string Reason(ModelShape shape, Exception exception) =>
        shape.Settings.Any(setting => setting.IsSecret)
            ? $"{exception.GetType().Name}. What it says is not shown, because the model has a secret setting."
            : exception.Message;

    private static object? Value(string name, ModelSetting setting, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        if (config.TryGetValue(setting.Name, out var element))
        {
            if (element.ValueKind == JsonValueKind.Null && setting.IsNullable)
            {
                return null;
            }

            if (SettingValue.TryConvert(element, setting.Type, out var value))
            {
                return value;
            }

            problems.Add(new ModelConfigProblem(name, setting.Name, $"Setting '{setting.Name}' of model '{name}' takes {SettingValue.Describe(setting.Type)}, but {(setting.IsSecret ? "something else (not shown, because it is a secret)" : Show(element))} was given."));
        }
        else if (setting.IsRequired)
        {
            var wayOut = setting.IsSecret
                ? $"It is a secret: set it in the app's configuration, such as the environment variable {ConfigurationKey(name, setting.Name)}."
                : $"Set it in the model configs; on the command line: --model {name}.{setting.Name}=VALUE";
            problems.Add(new ModelConfigProblem(name, setting.Name, $"Model '{name}' needs the setting '{setting.Name}' ({SettingValue.Describe(setting.Type)}), which has no default. {wayOut}"));
        }

        return setting.Default;
    }

    /// <summary>Enumerations by name; a type that can't be JSON as text.</summary>
    private static JsonElement Serialize(object? value)
    {
        try
        {
            return value is Enum ? JsonSerializer.SerializeToElement(value.ToString()) : JsonSerializer.SerializeToElement(value, ModelJson.Options);
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException)
        {
            return JsonSerializer.SerializeToElement(value?.ToString());
        }
    }

    private static string Show(JsonElement element)
    {
        var text = element.ToString();
        return element.ValueKind == JsonValueKind.Null ? "null" : text.Length <= MaxShown ? $"'{text}'" : $"'{text[..MaxShown]}...'";
    }

    internal static ModelShape ShapeOf(Type modelType) => Shapes.GetOrAdd(modelType, ModelShape.Of);
}

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

    internal static Model? Create(ModelRef reference, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        var shape = ShapeOf(reference.ModelType);
        if (shape.Defect is not null)
        {
            problems.Add(new ModelConfigProblem(reference.Name, null, shape.Defect));
            return null;
        }

        if (config.Count == 0 && shape.Defaults is { } defaults)
        {
            return Construct(reference, shape, defaults, problems);
        }

        var before = problems.Count;
        foreach (var unknown in config.Keys.Where(argument => !shape.Settings.Any(setting => setting.Name == argument)))
        {
            var known = shape.Settings.Select(setting => setting.Name).ToList();
            problems.Add(new ModelConfigProblem(reference.Name, unknown, $"Model '{reference.Name}' has no setting '{unknown}'.{Suggestion.DidYouMean(unknown, known)} It has: {string.Join(", ", known)}."));
        }

        var values = shape.Settings.Select(setting => Value(reference, setting, config, problems)).ToArray();
        return problems.Count == before ? Construct(reference, shape, values, problems) : null;
    }

    private static Model? Construct(ModelRef reference, ModelShape shape, object?[] values, List<PlanProblem> problems)
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
            problems.Add(new ModelConfigProblem(reference.Name, null, $"Model '{reference.Name}' refuses its settings: {Reason(shape, exception.GetBaseException())}"));
            return null;
        }

        model.Initialize(reference.Name, (ModelFormat?)Common(ModelShape.FormatSetting), (ModelCompression?)Common(ModelShape.CompressionSetting));
        if (!model.SupportedFormats.Contains(model.Format))
        {
            problems.Add(new ModelConfigProblem(reference.Name, ModelShape.FormatSetting, $"Model '{reference.Name}' can't be stored as {model.Format}. It can be: {string.Join(", ", model.SupportedFormats)}."));
            return null;
        }

        return model;

        // What the class takes itself is for its constructor to deal with.
        object? Common(string name)
        {
            for (var i = shape.ConstructorArity; i < values.Length; i++)
            {
                if (shape.Settings[i].Name == name)
                {
                    return values[i];
                }
            }

            return null;
        }
    }

    /// <summary>A constructor may put what it was given, or a part of that, into its message.</summary>
    private static string Reason(ModelShape shape, Exception exception) =>
        shape.Settings.Any(setting => setting.IsSecret)
            ? $"{exception.GetType().Name}. What it says is not shown, because the model has a secret setting."
            : exception.Message;

    private static object? Value(ModelRef reference, ModelSetting setting, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
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

            problems.Add(new ModelConfigProblem(reference.Name, setting.Name, $"Setting '{setting.Name}' of model '{reference.Name}' takes {SettingValue.Describe(setting.Type)}, but {(setting.IsSecret ? "something else (not shown, because it is a secret)" : Show(element))} was given."));
        }
        else if (setting.IsRequired)
        {
            var wayOut = setting.IsSecret
                ? $"It is a secret: set it in the app's configuration, such as the environment variable {ConfigurationKey(reference.Name, setting.Name)}."
                : $"Set it in the model configs; on the command line: --model {reference.Name}.{setting.Name}=VALUE";
            problems.Add(new ModelConfigProblem(reference.Name, setting.Name, $"Model '{reference.Name}' needs the setting '{setting.Name}' ({SettingValue.Describe(setting.Type)}), which has no default. {wayOut}"));
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

    private static ModelShape ShapeOf(Type modelType) => Shapes.GetOrAdd(modelType, ModelShape.Of);
}

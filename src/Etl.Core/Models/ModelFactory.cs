using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>Creates models from their class and configs, and describes their settings.</summary>
public static class ModelFactory
{
    private const string FormatSetting = "format";
    private const string CompressionSetting = "compression";
    private static readonly ConcurrentDictionary<Type, ModelShape> Shapes = new();

    /// <summary>The settings of a model class: its constructor arguments in order, then <c>format</c> and <c>compression</c>.</summary>
    public static IReadOnlyList<ModelSetting> Settings(Type modelType) => ShapeOf(modelType).Settings;

    internal static Model? Create(ModelRef reference, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        var shape = ShapeOf(reference.ModelType);
        if (shape.Defect is not null)
        {
            problems.Add(new ModelConfigProblem(reference.Name, null, shape.Defect));
            return null;
        }

        var before = problems.Count;
        foreach (var unknown in config.Keys.Where(argument => !shape.Settings.Any(setting => setting.Name == argument)))
        {
            var known = shape.Settings.Select(setting => setting.Name).ToList();
            problems.Add(new ModelConfigProblem(reference.Name, unknown, $"Model '{reference.Name}' has no setting '{unknown}'.{Suggestion.DidYouMean(unknown, known)} It has: {string.Join(", ", known)}."));
        }

        var arguments = new object?[shape.ConstructorArity];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Value(reference, shape.Settings[i], config, problems);
        }

        var format = (ModelFormat?)Optional(reference, FormatSetting, typeof(ModelFormat), shape, config, problems);
        var compression = (ModelCompression?)Optional(reference, CompressionSetting, typeof(ModelCompression), shape, config, problems);
        return problems.Count == before ? Construct(reference, shape, arguments, format, compression, problems) : null;
    }

    private static Model? Construct(ModelRef reference, ModelShape shape, object?[] arguments, ModelFormat? format, ModelCompression? compression, List<PlanProblem> problems)
    {
        Model model;
        try
        {
            model = (Model)shape.Constructor!.Invoke(arguments);
        }
        catch (TargetInvocationException exception)
        {
            problems.Add(new ModelConfigProblem(reference.Name, null, $"Model '{reference.Name}' refuses its settings: {exception.InnerException!.Message}"));
            return null;
        }

        if (format is not null && !model.SupportedFormats.Contains(format.Value))
        {
            problems.Add(new ModelConfigProblem(reference.Name, FormatSetting, $"Model '{reference.Name}' can't be stored as {format}. It can be: {string.Join(", ", model.SupportedFormats)}."));
            return null;
        }

        model.Initialize(reference.Name, format, compression);
        return model;
    }

    private static object? Value(ModelRef reference, ModelSetting setting, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems)
    {
        if (config.TryGetValue(setting.Name, out var element))
        {
            return Convert(reference, setting.Name, setting.Type, element, problems);
        }

        if (setting.IsRequired)
        {
            problems.Add(new ModelConfigProblem(reference.Name, setting.Name, $"Model '{reference.Name}' needs the setting '{setting.Name}' ({SettingValue.Describe(setting.Type)}), which has no default. Give it: --model {reference.Name}.{setting.Name}=VALUE"));
        }

        return setting.Default;
    }

    private static object? Optional(ModelRef reference, string name, Type type, ModelShape shape, IReadOnlyDictionary<string, JsonElement> config, List<PlanProblem> problems) =>
        !shape.DeclaresItself(name) && config.TryGetValue(name, out var element) ? Convert(reference, name, type, element, problems) : null;

    private static object? Convert(ModelRef reference, string name, Type type, JsonElement element, List<PlanProblem> problems)
    {
        if (SettingValue.TryConvert(element, type, out var value))
        {
            return value;
        }

        problems.Add(new ModelConfigProblem(reference.Name, name, $"Setting '{name}' of model '{reference.Name}' is {SettingValue.Describe(type)}, but '{element}' was given."));
        return null;
    }

    private static ModelShape ShapeOf(Type modelType) => Shapes.GetOrAdd(modelType, ModelShape.Of);

    private sealed record ModelShape(ConstructorInfo? Constructor, IReadOnlyList<ModelSetting> Settings, int ConstructorArity, string? Defect)
    {
        public bool DeclaresItself(string name) => Settings.Take(ConstructorArity).Any(setting => setting.Name == name);

        public static ModelShape Of(Type modelType)
        {
            var constructors = modelType.GetConstructors();
            if (modelType.IsAbstract || constructors.Length != 1)
            {
                return new ModelShape(null, [], 0, $"Model class '{modelType.FullName}' can't be created: it must be a class that is not abstract, with exactly one public constructor, whose arguments are its settings.");
            }

            var settings = constructors[0].GetParameters().Select(Describe).ToList();
            var arity = settings.Count;
            if (!settings.Exists(setting => setting.Name == FormatSetting))
            {
                settings.Add(new ModelSetting(FormatSetting, typeof(ModelFormat), null, false, false, false));
            }

            if (!settings.Exists(setting => setting.Name == CompressionSetting))
            {
                settings.Add(new ModelSetting(CompressionSetting, typeof(ModelCompression), null, false, false, false));
            }

            return new ModelShape(constructors[0], settings, arity, null);
        }

        private static ModelSetting Describe(ParameterInfo parameter) => new(
            parameter.Name!,
            parameter.ParameterType,
            parameter.HasDefaultValue ? parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null) : null,
            !parameter.HasDefaultValue,
            parameter.IsDefined(typeof(SourceAttribute)),
            parameter.IsDefined(typeof(SettableByRequestAttribute)));
    }
}

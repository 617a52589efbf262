using System.Reflection;

namespace Etl.Core.Models;

/// <summary>What a model class is made with, found by reflection once.</summary>
/// <param name="Constructor">The only public one; null when there is a <paramref name="Defect"/>.</param>
/// <param name="Settings">The constructor's arguments in order, then those that every model has.</param>
/// <param name="ConstructorArity">How many of them are the constructor's.</param>
/// <param name="Defect">Why the class can't be created, and the way out.</param>
internal sealed record ModelShape(ConstructorInfo? Constructor, IReadOnlyList<ModelSetting> Settings, int ConstructorArity, string? Defect)
{
    public const string FormatSetting = "format";
    public const string CompressionSetting = "compression";

    /// <summary>Calls the constructor, and throws what it throws.</summary>
    public ConstructorInvoker? Invoker { get; } = Constructor is null ? null : ConstructorInvoker.Create(Constructor);

    /// <summary>The values of all settings for a model without configs; null when one is required.</summary>
    public object?[]? Defaults { get; } = Settings.Any(setting => setting.IsRequired) ? null : [.. Settings.Select(setting => setting.Default)];

    /// <summary>Whether a setting is an argument of the constructor.</summary>
    public bool DeclaresItself(string name) => Settings.Take(ConstructorArity).Any(setting => setting.Name == name);

    /// <summary>The value of a setting that every model has; null when it has none, or when the class takes the setting itself.</summary>
    public object? CommonValue(string name, object?[] values)
    {
        for (var i = ConstructorArity; i < values.Length; i++)
        {
            if (Settings[i].Name == name)
            {
                return values[i];
            }
        }

        return null;
    }

    public static ModelShape Of(Type modelType)
    {
        if (FindDefect(modelType) is { } defect)
        {
            return new ModelShape(null, [], 0, defect);
        }

        var constructor = modelType.GetConstructors()[0];
        var nullability = new NullabilityInfoContext();
        var settings = constructor.GetParameters().Select(parameter => Describe(parameter, nullability)).ToList();
        var arity = settings.Count;
        AddUnlessDeclared(FormatSetting, typeof(ModelFormat));
        AddUnlessDeclared(CompressionSetting, typeof(ModelCompression));
        return new ModelShape(constructor, settings, arity, null);

        void AddUnlessDeclared(string name, Type type)
        {
            if (!settings.Exists(setting => setting.Name == name))
            {
                settings.Add(new ModelSetting(name, type, null, IsRequired: false, IsSource: false, IsSettableByRequest: false));
            }
        }
    }

    private static string? FindDefect(Type modelType)
    {
        if (modelType.IsAbstract)
        {
            return $"Model class '{modelType.FullName}' can't be created: it is abstract. Refer to a class that derives from it.";
        }

        return modelType.GetConstructors().Length switch
        {
            0 => $"Model class '{modelType.FullName}' can't be created: it has no public constructor. Make one public; its arguments are the model's settings.",
            1 => null,
            var count => $"Model class '{modelType.FullName}' can't be created: it has {count} public constructors. Keep one, with defaults; its arguments are the model's settings.",
        };
    }

    private static ModelSetting Describe(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        var type = parameter.ParameterType;
        var isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(System.Runtime.CompilerServices.ParamCollectionAttribute));
        var element = isParams ? SettingValue.ElementType(type) : null;
        return new ModelSetting(
            parameter.Name!,
            type,
            element is not null ? Array.CreateInstance(element, 0) : Default(parameter),
            IsRequired: element is null && !parameter.HasDefaultValue,
            parameter.IsDefined(typeof(SourceAttribute)),
            parameter.IsDefined(typeof(SettableByRequestAttribute)))
        {
            IsNullable = type.IsValueType
                ? Nullable.GetUnderlyingType(type) is not null
                : nullability.Create(parameter).WriteState != NullabilityState.NotNull,
            IsSecret = parameter.IsDefined(typeof(SecretAttribute)),
        };
    }

    private static object? Default(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return parameter switch
        {
            { HasDefaultValue: false } => null,
            // The metadata has no value for `default` of a struct, and only the number of a nullable enumeration's.
            { DefaultValue: null } => type.IsValueType ? Activator.CreateInstance(type) : null,
            { DefaultValue: { } value } => Nullable.GetUnderlyingType(type) is { IsEnum: true } enumeration ? Enum.ToObject(enumeration, value) : value,
        };
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Etl.Core.Models;

/// <summary>
/// Model name → argument name → value. Values are JSON; a text is converted to the parameter's type when the model is created.
/// Immutable. As JSON it is an object of objects: <c>{"RawBookings.Resort": {"path": "bookings.csv"}}</c>.
/// </summary>
[JsonConverter(typeof(ModelConfigsJsonConverter))]
public sealed class ModelConfigs
{
    private static readonly SortedDictionary<string, JsonElement> NoArguments = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, JsonElement>> _values;

    private ModelConfigs(SortedDictionary<string, SortedDictionary<string, JsonElement>> values) => _values = values;

    /// <summary>No settings: every model takes the defaults of its class.</summary>
    public static ModelConfigs Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>In ordinal order.</summary>
    public IEnumerable<string> ModelNames => _values.Keys;

    /// <summary>The settings of one model by argument name, in ordinal order; empty when there are none.</summary>
    public IReadOnlyDictionary<string, JsonElement> For(string model) =>
        _values.TryGetValue(model, out var arguments) ? arguments : NoArguments;

    /// <summary>These settings with one more, or with another value for it.</summary>
    public ModelConfigs With(ModelRef model, string argument, object? value)
    {
        ArgumentNullException.ThrowIfNull(model);
        return With(model.Name, argument, value);
    }

    /// <summary>These settings with one more, or with another value for it.</summary>
    public ModelConfigs With(string model, string argument, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(argument);
        var copy = Copy();
        copy.TryAdd(model, new(StringComparer.Ordinal));
        copy[model][argument] = value switch
        {
            JsonElement element => element.Clone(),

            // Most settings are texts, and most apps make some before anything else: the serializer need not be set up for those.
            string text => JsonSerializer.SerializeToElement(text, TextJson.Default.String),
            _ => JsonSerializer.SerializeToElement(value, ModelJson.Options),
        };
        return new ModelConfigs(copy);
    }

    /// <summary>These settings overridden, argument by argument, by others.</summary>
    public ModelConfigs OverriddenBy(ModelConfigs others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var copy = Copy();
        foreach (var (model, arguments) in others._values)
        {
            copy.TryAdd(model, new(StringComparer.Ordinal));
            foreach (var (argument, value) in arguments)
            {
                copy[model][argument] = value;
            }
        }

        return new ModelConfigs(copy);
    }

    /// <summary>The settings of some of the models.</summary>
    public ModelConfigs Of(Func<string, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        return new ModelConfigs(new(_values.Where(model => isWanted(model.Key)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
    }

    internal IEnumerable<KeyValuePair<string, SortedDictionary<string, JsonElement>>> Entries => _values;

    internal static ModelConfigs FromValues(SortedDictionary<string, SortedDictionary<string, JsonElement>> values) => new(values);

    private SortedDictionary<string, SortedDictionary<string, JsonElement>> Copy()
    {
        var copy = new SortedDictionary<string, SortedDictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var (model, arguments) in _values)
        {
            copy.Add(model, new SortedDictionary<string, JsonElement>(arguments, StringComparer.Ordinal));
        }

        return copy;
    }
}

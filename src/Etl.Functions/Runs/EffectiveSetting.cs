using System.Text.Json;
using System.Text.Json.Serialization;

namespace Etl.Functions.Runs;

/// <summary>One setting of one model, as a run would have it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Setting">The argument's name.</param>
/// <param name="Value">As JSON; three asterisks for a secret that has a value.</param>
/// <param name="Source"><c>class default</c>, <c>pipeline</c>, <c>configuration</c>, <c>request</c>, or <c>recorded</c> by the run that is repeated.</param>
public sealed record EffectiveSetting(string Model, string Setting, JsonElement Value, string Source)
{
    /// <summary>The name of the configuration's setting, as an environment variable; null for other sources.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}

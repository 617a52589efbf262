using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Checks;
using Etl.Core.Schemas;

namespace Etl.Core.Registry;

/// <summary>A model with its versions, as <c>etl model show --json</c> and <c>GET models/{m}</c> print it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that the settings, the schema and the checks are of: the latest, unless another was asked for.</param>
/// <param name="Settings">With which it was made, as far as they are not the defaults of the class; without secrets.</param>
/// <param name="Schema">Null for a file, and for a version from before schemas were recorded.</param>
/// <param name="Checks">In the order in which the model lists them.</param>
/// <param name="Versions">Newest first.</param>
public sealed record ModelDetailDocument(
    string Model,
    string Version,
    IReadOnlyDictionary<string, JsonElement> Settings,
    ModelSchema? Schema,
    IReadOnlyList<CheckResult> Checks,
    IReadOnlyList<ModelVersionDocument> Versions)
{
    /// <summary>What it has, in its class's own words; null when the class says nothing, or the app has no such model any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>Who to ask: the owner of the task that provides the model, in this version of the app.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }

    /// <summary>The inputs of the latest version that have a newer version by now; null when there are none, and for a model with partitions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StaleInputs { get; init; }

    /// <summary>In order; null for a model without partitions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PartitionDocument>? Partitions { get; init; }
}

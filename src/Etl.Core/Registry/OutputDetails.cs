using System.Text.Json.Serialization;
using Etl.Core.Checks;
using Etl.Core.Schemas;

namespace Etl.Core.Registry;

/// <summary>What a commit record says of an output beside its version. In the record of a task whose checks failed it is there without the version.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Schema">Null for a file.</param>
/// <param name="Checks">In the order in which the model lists them; empty when it has none.</param>
public sealed record OutputDetails(string Model, ModelSchema? Schema, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>What the checks say in a word.</summary>
    [JsonIgnore]
    public ModelQuality Quality => Checks.Count == 0 ? ModelQuality.Unchecked : Checks.All(check => check.Passed) ? ModelQuality.Passed : ModelQuality.Warned;
}

using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>What the checks of a model said about a version. A version that failed a check of severity error is never committed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelQuality>))]
public enum ModelQuality
{
    /// <summary>The model had no checks.</summary>
    Unchecked,

    /// <summary>Every check passed.</summary>
    Passed,

    /// <summary>A check of severity warn did not pass.</summary>
    Warned,
}

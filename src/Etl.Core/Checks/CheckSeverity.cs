using System.Text.Json.Serialization;

namespace Etl.Core.Checks;

/// <summary>What follows from a check that does not pass.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckSeverity>))]
public enum CheckSeverity
{
    /// <summary>The task fails: nothing of the run is published, and what depends on the model does not start.</summary>
    Error,

    /// <summary>It is recorded with the version.</summary>
    Warn,
}

using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>What a run does when a task has failed for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureMode>))]
public enum FailureMode
{
    /// <summary>Tasks that do not depend on it go on.</summary>
    Continue,

    /// <summary>No further task is started.</summary>
    Stop,
}

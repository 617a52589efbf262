using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Why a task was not run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdoptionReason>))]
public enum AdoptionReason
{
    /// <summary>Nothing that it depends on has changed.</summary>
    Unchanged,

    /// <summary>The run repeats another one from its failed tasks, and this task had succeeded with the same inputs.</summary>
    Rerun,
}

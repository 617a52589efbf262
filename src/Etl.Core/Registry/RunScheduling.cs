using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>When a run starts a task whose inputs are there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunScheduling>))]
public enum RunScheduling
{
    /// <summary>With its level: when all tasks of the level before have ended.</summary>
    Levels,

    /// <summary>At once, as far as the run's parallelism allows.</summary>
    Eager,
}

using System.Text.Json.Serialization;

namespace Etl.Core.Runs;

/// <summary>Where a run, or a task of a run, stands. The same words are used everywhere.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Not started yet.</summary>
    Pending,

    /// <summary>Started and not ended.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>A task that was not run because an earlier version of its outputs is still right.</summary>
    Reused,

    /// <summary>A task that was not run because a task that it depends on did not end well.</summary>
    Skipped,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Stopped on request.</summary>
    Cancelled,

    /// <summary>A run whose process died; it can be resumed. Runs only.</summary>
    Interrupted,

    /// <summary>A run that waits to be unpaused. Runs only.</summary>
    Paused,
}

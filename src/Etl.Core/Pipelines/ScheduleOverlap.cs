using System.Text.Json.Serialization;

namespace Etl.Core.Pipelines;

/// <summary>What becomes of an occurrence of a schedule that comes due while an earlier run, that any schedule of the pipeline started, has not ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleOverlap>))]
public enum ScheduleOverlap
{
    /// <summary>Its run is started beside the earlier one.</summary>
    Parallel,

    /// <summary>It is recorded as skipped, and never started.</summary>
    Skip,

    /// <summary>It waits until the earlier run has ended, the oldest first, for as many days as the schedule catches up.</summary>
    Queue,
}

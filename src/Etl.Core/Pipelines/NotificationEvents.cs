namespace Etl.Core.Pipelines;

/// <summary>What a webhook is told about the runs of a pipeline.</summary>
[Flags]
public enum NotificationEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A run has failed.</summary>
    Failure = 1,

    /// <summary>A run has succeeded, the first after one that failed.</summary>
    Recovery = 2,

    /// <summary>A scheduled run has not ended in time.</summary>
    Lateness = 4,

    /// <summary>Everything.</summary>
    All = Failure | Recovery | Lateness,
}

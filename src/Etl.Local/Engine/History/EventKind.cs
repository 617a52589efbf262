namespace Etl.Local.Engine.History;

/// <summary>The numbers are stored: they never change their meaning.</summary>
internal enum EventKind
{
    /// <summary>Never stored: only asks an instance to look at itself.</summary>
    Wake = 0,

    Created = 1,
    Started = 2,

    ActivityScheduled = 10,
    ActivityCompleted = 11,
    ActivityFailed = 12,

    TimerCreated = 20,
    TimerFired = 21,

    SubOrchestrationScheduled = 30,
    SubOrchestrationCompleted = 31,
    SubOrchestrationFailed = 32,

    EventRaised = 40,
    EventSent = 41,

    Suspended = 50,
    Resumed = 51,

    Completed = 60,
    Failed = 61,
    Terminated = 62,
}

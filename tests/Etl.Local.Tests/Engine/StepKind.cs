namespace Etl.Local.Tests.Engine;

public enum StepKind
{
    Activity,
    FailingActivity,
    Timer,
    CancelledTimer,
    Sub,
    FailingSub,
    Parallel,
    Event,
    Race,
    Guid,
    Status,
}

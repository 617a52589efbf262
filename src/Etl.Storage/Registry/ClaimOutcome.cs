namespace Etl.Storage.Registry;

/// <summary>Who has claimed a run id.</summary>
public enum ClaimOutcome
{
    /// <summary>This claim was put: the caller schedules the run, and nobody else does.</summary>
    Claimed,

    /// <summary>An earlier claim asked for the same run.</summary>
    SameRequest,

    /// <summary>An earlier claim asked for another run under this id.</summary>
    OtherRequest,
}

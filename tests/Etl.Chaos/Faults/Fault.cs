namespace Etl.Chaos.Faults;

/// <summary>What a network and a service do to a request.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection breaks before the service has heard of the request.</summary>
    DropRequest,

    /// <summary>The connection breaks in the middle of the request's body.</summary>
    CutRequest,

    /// <summary>The service does what it is asked, and the connection breaks before its answer.</summary>
    LoseAnswer,

    /// <summary>The connection breaks in the middle of the answer's body.</summary>
    CutAnswer,

    /// <summary>Request and answer take their time.</summary>
    Delay,

    /// <summary>The service hears the request twice, and the answer is that of the second time.</summary>
    Duplicate,

    /// <summary>429, and nothing is done.</summary>
    TooManyRequests,

    /// <summary>500, and nothing is done.</summary>
    InternalError,

    /// <summary>503, and nothing is done.</summary>
    ServerBusy,

    /// <summary>500, and it was done.</summary>
    InternalErrorAfterSuccess,

    /// <summary>409 to a request with a condition, and nothing is done.</summary>
    Conflict,

    /// <summary>412 to a request with a condition, and nothing is done.</summary>
    ConditionNotMet,
}

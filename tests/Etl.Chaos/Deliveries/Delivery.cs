namespace Etl.Chaos.Deliveries;

/// <summary>How a call of an activity is delivered.</summary>
internal enum Delivery
{
    Once,

    /// <summary>A second time when the first has ended; the engine hears the second answer.</summary>
    TwiceInARow,

    /// <summary>Two at the same time; the engine hears the first answer, and the other goes on.</summary>
    TwiceAtOnce,

    /// <summary>A second time after other activities have run, or after the run has ended.</summary>
    AgainLate,

    /// <summary>Later than those that were handed out after it.</summary>
    OutOfOrder,

    /// <summary>The first is cut off in the middle, as when a host loses its lease, and goes on to its end if it can; then it is delivered again.</summary>
    AfterLostLease,

    /// <summary>A second time under a higher epoch, as after a resume.</summary>
    UnderNewEpoch,
}

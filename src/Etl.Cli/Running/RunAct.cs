namespace Etl.Cli.Running;

/// <summary>What an operator does to a run.</summary>
internal enum RunAct
{
    /// <summary>Start no further task.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Unpause,

    /// <summary>End it at once.</summary>
    Terminate,

    /// <summary>Delete its durable history.</summary>
    Purge,
}

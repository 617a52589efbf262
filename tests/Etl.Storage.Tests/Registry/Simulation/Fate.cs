namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>What can happen at one step of a simulation.</summary>
internal enum Fate
{
    /// <summary>An operation takes effect and is answered. When none is waiting, something else goes on.</summary>
    Answered,

    /// <summary>Another process starts: a repeated delivery, a late attempt, a cancel request, a process in place of one that died.</summary>
    Start,

    /// <summary>A timer fires, however long it was set for.</summary>
    Timer,

    /// <summary>An operation whose caller was told that it failed, or has died, takes effect after all.</summary>
    Ghost,

    /// <summary>A put takes effect, its answer is lost, the SDK sends it again and is told that somebody was faster.</summary>
    LostToItself,

    /// <summary>An operation takes effect and the caller is told that it failed.</summary>
    FailedWithEffect,

    /// <summary>An operation fails.</summary>
    Failed,

    /// <summary>The caller is told that an operation failed; it may take effect later.</summary>
    FailedForNow,

    /// <summary>The process dies after an operation took effect.</summary>
    CrashWithEffect,

    /// <summary>The process dies before an operation takes effect.</summary>
    Crash,

    /// <summary>The process dies, and the operation may take effect later.</summary>
    CrashForNow,
}

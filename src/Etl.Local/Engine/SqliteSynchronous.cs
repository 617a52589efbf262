namespace Etl.Local.Engine;

/// <summary>SQLite's <c>synchronous</c> setting of the hub.</summary>
public enum SqliteSynchronous
{
    /// <summary>Survives a crash of the process, not of the machine.</summary>
    Off = 0,

    /// <summary>Survives a crash of the machine, but the newest commits may be lost then: what was acknowledged can be forgotten.</summary>
    Normal = 1,

    /// <summary>Nothing is acknowledged before it is on disk.</summary>
    Full = 2,
}

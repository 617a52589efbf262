namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>Where the tasks of a run take over versions from.</summary>
internal enum AdoptionSource
{
    /// <summary>They make new ones.</summary>
    None,

    /// <summary>From the heads, as reuse does.</summary>
    Heads,

    /// <summary>From the commit records of the run before it of the same pipeline, as a rerun does.</summary>
    EarlierRun,
}

namespace Etl.Storage.Sources;

/// <summary>What runs may read from outside of the store (the setting <c>Etl:Sources</c>).</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// Folders (or single files) and <c>https:</c> prefixes. A run that was not started from the command line reads only what
    /// lies in or below one of them; without roots it reads nothing. A folder is absolute, or relative to the current
    /// directory; a prefix ends at a path segment, so <c>https://host/data</c> does not allow <c>https://host/data2</c>.
    /// </summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>How long a web server may take until its answer begins; the data itself is bounded by the task's timeout. Default 100 s.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(100);
}

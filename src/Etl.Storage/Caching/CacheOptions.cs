namespace Etl.Storage.Caching;

/// <summary>The cache of blobs on this machine's disk.</summary>
public sealed record CacheOptions
{
    /// <summary>Where it lies; null for <see cref="DefaultFolder"/>. Only this user may look into it, so it is never shared between users.</summary>
    public string? Folder { get; init; }

    /// <summary>How much it may keep, in bytes; 0 switches it off. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>A folder of this user below the system's folder for temporary files.</summary>
    public static string DefaultFolder =>
        Path.Combine(Path.GetTempPath(), $"etl-cache-{string.Concat(Environment.UserName.Where(char.IsAsciiLetterOrDigit))}");
}

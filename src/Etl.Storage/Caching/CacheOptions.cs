namespace Etl.Storage.Caching;

/// <summary>The cache of blobs on this machine's disk.</summary>
public sealed record CacheOptions
{
    /// <summary>Where the copies of a remote store's blobs lie; null for <see cref="DefaultFolder"/>. Only this user may look into it, so it is never shared between users.</summary>
    public string? Folder { get; init; }

    /// <summary>How much of a remote store may be copied on this machine's disk, so that a task does not download what another has just written; in bytes, 0 for nothing. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>A folder of this user below the system's folder for temporary files.</summary>
    public static string DefaultFolder =>
        Path.Combine(Path.GetTempPath(), $"etl-cache-{string.Concat(Environment.UserName.Where(char.IsAsciiLetterOrDigit))}");
}

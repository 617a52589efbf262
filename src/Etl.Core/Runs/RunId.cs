using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Etl.Core.Runs;

/// <summary>The rules of run ids. A run id is safe as part of a path and of a blob name, and is the durable instance id.</summary>
public static partial class RunId
{
    /// <summary>In characters. Children of a run add to its id, and the platform's limit is 100.</summary>
    public const int MaxLength = 80;

    /// <summary>Whether a text could be a run id.</summary>
    public static bool IsValid(string? id) => id is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(id);

    /// <summary><c>{pipeline}-{yyyyMMddTHHmmssZ}-{6 random}</c>.</summary>
    public static string New(string pipeline, DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{pipeline}-{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");

    /// <summary><c>{pipeline}-k-{first 16 hex digits of SHA-256(key)}</c>: the claim of a key is one put.</summary>
    public static string ForIdempotencyKey(string pipeline, string key) =>
        $"{pipeline}-k-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}";

    /// <summary><c>{pipeline}-{yyyyMMdd}-{schedule}</c>, with the local date of the scheduled occurrence.</summary>
    public static string ForSchedule(string pipeline, DateOnly occurrence, string schedule) =>
        string.Create(CultureInfo.InvariantCulture, $"{pipeline}-{occurrence:yyyyMMdd}-{schedule}");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}

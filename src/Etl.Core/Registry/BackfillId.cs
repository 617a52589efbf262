using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Core.Registry;

/// <summary>The ids of backfills and of their runs. They follow the rules of run ids, and are durable instance ids.</summary>
public static class BackfillId
{
    private const int Digits = 12;

    /// <summary><c>{pipeline}-b-{12 random hex digits}</c>.</summary>
    public static string New(string pipeline) => $"{pipeline}-b-{RandomNumberGenerator.GetHexString(Digits, lowercase: true)}";

    /// <summary><c>{pipeline}-b-{first 12 hex digits of SHA-256(key)}</c>: the claim of a key is one put.</summary>
    public static string ForIdempotencyKey(string pipeline, string key) =>
        $"{pipeline}-b-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..Digits]}";

    /// <summary><c>{backfill}-{yyyyMMdd}</c>: the run of one of its dates.</summary>
    public static string RunOf(string backfill, DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{backfill}-{date:yyyyMMdd}");
}

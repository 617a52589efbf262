using System.Security.Cryptography;
using Etl.Storage.Objects;

namespace Etl.Chaos.Oracle;

/// <summary>The records that docs/registry.md calls written once, as they were at some moment: name → hash of the content.</summary>
internal sealed class ImmutableRecords
{
    private static readonly string[] Prefixes = ["runs/", "heads/", "backfills/"];

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    public static async Task<ImmutableRecords> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var records = new ImmutableRecords();
        foreach (var prefix in Prefixes)
        {
            await foreach (var name in store.ListAsync(prefix, cancellationToken))
            {
                if (IsWrittenOnce(name) && await store.TryReadAsync(name, cancellationToken) is { } stored)
                {
                    records._hashes[name] = Convert.ToHexStringLower(SHA256.HashData(stored.Content.Span));
                }
            }
        }

        return records;
    }

    /// <summary>Says which records of an earlier moment are gone or have changed.</summary>
    public IEnumerable<string> Violations(ImmutableRecords earlier) =>
        from record in earlier._hashes
        let now = _hashes.GetValueOrDefault(record.Key)
        where now != record.Value
        select $"record '{record.Key}' {(now is null ? "is gone" : "has changed")} since it was written";

    private static bool IsWrittenOnce(string name) => name.Split('/') is not (["heads", "root.json"] or ["runs", _, "epoch.json"] or ["runs", _, "logs", ..]);
}

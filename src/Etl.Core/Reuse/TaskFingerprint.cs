using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Etl.Core.Registry;

namespace Etl.Core.Reuse;

/// <summary>All that the outputs of a task follow from, by name, and its hash. Immutable.</summary>
public sealed class TaskFingerprint
{
    private const int Schema = 1;
    private const int MaxShown = 200;
    private readonly SortedDictionary<string, string?> _parts;
    private readonly Lazy<string> _hash;

    internal TaskFingerprint(SortedDictionary<string, string?> parts, IReadOnlyList<string> reads)
    {
        _parts = parts;
        Reads = reads;
        _hash = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { Schema, parts }, RegistryJson.Options))));
    }

    /// <summary>What the task asked for beside its inputs, in ordinal order.</summary>
    public IReadOnlyList<string> Reads { get; }

    /// <summary>Of everything; lower-case hexadecimal.</summary>
    /// <exception cref="InvalidOperationException">An input is not known yet.</exception>
    public string Hash => UnknownInputs.Count == 0 ? _hash.Value : throw new InvalidOperationException($"There is no fingerprint while these inputs are unknown: {string.Join(", ", UnknownInputs)}.");

    /// <summary>The names of the models whose content is not known yet; empty for a task that is about to run.</summary>
    public IReadOnlyList<string> UnknownInputs => [.. _parts.Where(part => part.Value is null).Select(part => part.Key[(part.Key.IndexOf(':', StringComparison.Ordinal) + 1)..])];

    /// <summary>As a version has it.</summary>
    public VersionFingerprint ToVersionFingerprint() => new(Hash, Reads);

    /// <summary>As a commit record has it: a long value is replaced by its hash.</summary>
    public SortedDictionary<string, string> ToRecord()
    {
        var record = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _parts.Where(part => part.Value is not null))
        {
            record.Add(name, Short(value!));
        }

        return record;
    }

    /// <summary>Why the outputs would not be those that a record tells of, in words; empty when nothing that is known differs.</summary>
    public IReadOnlyList<string> ChangesSince(IReadOnlyDictionary<string, string> recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var names = _parts.Keys.Union(recorded.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. names.Where(name => IsChanged(name, recorded)).Select(name => FingerprintChange.Describe(name, recorded.GetValueOrDefault(name), _parts.GetValueOrDefault(name) is { } now ? Short(now) : null))];
    }

    private bool IsChanged(string name, IReadOnlyDictionary<string, string> recorded) => !_parts.TryGetValue(name, out var now)
        ? recorded.ContainsKey(name)
        : now is not null && recorded.GetValueOrDefault(name) != Short(now);

    private static string Short(string value) =>
        value.Length <= MaxShown ? value : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";
}

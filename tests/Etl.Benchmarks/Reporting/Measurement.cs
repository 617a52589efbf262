using System.Globalization;
using System.Text.Json.Serialization;

namespace Etl.Benchmarks.Reporting;

/// <summary>One figure, printed as <c>name: value unit (peer value, ratio)</c>.</summary>
/// <param name="Name">What was measured, the size of the input included.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">Of a rate it ends with <c>/s</c>: more is better. Of all others less is, unless <see cref="MoreIsBetter"/> says otherwise.</param>
internal sealed record Measurement(string Name, double Value, string Unit)
{
    public bool MoreIsBetter { get; init; } = Unit.EndsWith("/s", StringComparison.Ordinal);

    /// <summary>What the value must reach; null for a figure that is only reported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Target { get; init; }

    /// <summary>Others that did the same work in the same run.</summary>
    public IReadOnlyList<PeerValue> Peers { get; init; } = [];

    /// <summary>Null when there is nothing to reach.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? MeetsTargets => Targets().Any() ? Targets().All(target => target.IsMet) : null;

    /// <summary>The same figure next to that of a peer, when there is one.</summary>
    /// <param name="peer">Its name.</param>
    /// <param name="value">In the same unit; null, for a peer that is not installed, adds nothing.</param>
    /// <param name="atLeast">How many times better than the peer the value must be.</param>
    public Measurement Against(string peer, double? value, double? atLeast = null) =>
        value is not { } known ? this : this with { Peers = [.. Peers, new PeerValue(peer, known, MoreIsBetter ? Value / known : known / Value, atLeast)] };

    public override string ToString()
    {
        var peers = string.Join("; ", Peers.Select(peer => $"{peer.Name} {Format(peer.Value)} {Unit}, {Format(peer.Ratio)}x"));
        var targets = string.Join("; ", Targets().Select(target => $"{target.Text}: {(target.IsMet ? "met" : "missed")}"));
        return $"{Name}: {Format(Value)} {Unit}".TrimEnd() + (peers.Length > 0 ? $" ({peers})" : "") + (targets.Length > 0 ? $" [{targets}]" : "");
    }

    private IEnumerable<(string Text, bool IsMet)> Targets()
    {
        if (Target is { } target)
        {
            yield return ($"{(MoreIsBetter ? "at least" : "at most")} {Format(target)} {Unit}", MoreIsBetter ? Value >= target : Value <= target);
        }

        foreach (var peer in Peers.Where(peer => peer.TargetRatio is not null))
        {
            yield return ($"at least {Format(peer.TargetRatio!.Value)}x {peer.Name}", peer.Ratio >= peer.TargetRatio);
        }
    }

    private static string Format(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 1 ? "0.##" : "0.####", CultureInfo.InvariantCulture);
}

using System.Text.Json.Serialization;

namespace Etl.Benchmarks.Reporting;

/// <summary>What a peer needed for the same work.</summary>
/// <param name="Name">Of the program or library.</param>
/// <param name="Value">In the unit of the measurement.</param>
/// <param name="Ratio">How many times better the measurement is; below 1 the peer is better.</param>
/// <param name="TargetRatio">What the ratio must reach; null when it is only reported.</param>
internal sealed record PeerValue(
    string Name,
    double Value,
    double Ratio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TargetRatio);

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Etl.Functions.Telemetry;

/// <summary>The spans and metrics of this product. Nothing is measured or kept unless somebody listens.</summary>
public static class EtlTelemetry
{
    /// <summary>Of the source of spans and of the meter, for those who listen.</summary>
    public const string Name = "Etl";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);
}

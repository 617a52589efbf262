using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Etl.Cli.Telemetry;

/// <summary>Takes the spans and measurements of this product, on the thread that they come from, several at a time.</summary>
internal interface ITelemetrySink
{
    /// <summary>A span has ended.</summary>
    void Ended(Activity span);

    /// <summary>What was added to a counter or recorded in a histogram; of an up-down counter the value that it has now.</summary>
    void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}

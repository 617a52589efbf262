using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>Key figures, one row for each arrival month that has bookings, oldest first.</summary>
public abstract class KpiModel : Model<MonthlyKpi>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<MonthlyKpi> RowTypeInfo => HotelJson.Default.MonthlyKpi;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ModelCheck<MonthlyKpi>> Checks =>
    [
        Check.Unique(k => k.Month),
        Check.Range(k => k.Bookings, 1, long.MaxValue),
        Check.Range(k => k.CancellationRate, 0, 1),
        Check.Range(k => k.Adr, 0m, 6_000m).Warn(),
        Check.That("revenue has room nights", k => k.RoomNights > 0 || k is { Revenue: 0, Adr: null }),
    ];
}

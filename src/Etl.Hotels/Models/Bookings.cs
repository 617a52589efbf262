using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A chain's usable bookings in the schema that all chains share, in the order of the source.</summary>
public sealed class Bookings : Model<Booking>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<Booking> RowTypeInfo => HotelJson.Default.Booking;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCheck<Booking>> Checks =>
    [
        Check.Unique(b => b.RowNumber),
        Check.That("somebody stays", b => b.Adults + b.Children + b.Babies > 0),
        Check.Range(b => b.Adr, 0m, 6_000m).Warn(),
        Check.OneOf(b => b.Meal, ["BB", "HB", "FB", "SC", "Undefined"]).Warn(),
        Check.RowCount(min: 1).Warn(),
        Check.RowCountChange(maxDecrease: 0.8).Warn(),
    ];
}

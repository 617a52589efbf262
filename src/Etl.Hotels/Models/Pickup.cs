using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>What came on the books since the earliest of the last eight business dates that there is, one row for each chain and arrival month that changed.</summary>
public sealed class Pickup : Model<MonthPickup>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<MonthPickup> RowTypeInfo => HotelJson.Default.MonthPickup;
}

using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A chain's rows that were not usable, in the order of the source.</summary>
public sealed class RejectedBookings : Model<RejectedBooking>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<RejectedBooking> RowTypeInfo => HotelJson.Default.RejectedBooking;
}

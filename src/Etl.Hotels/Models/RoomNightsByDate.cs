using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>How many rooms of a chain were taken each night, oldest first. Nights with none have no row.</summary>
public sealed class RoomNightsByDate : Model<DateRoomNights>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<DateRoomNights> RowTypeInfo => HotelJson.Default.DateRoomNights;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCheck<DateRoomNights>> Checks =>
    [
        Check.Unique(n => n.Date),
        Check.Range(n => n.RoomNights, 1, long.MaxValue),
    ];
}

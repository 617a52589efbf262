using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>The totals of the group for each business date that was ever computed, oldest first. Each run adds its date to the previous version.</summary>
public sealed class GroupHistory : Model<DayTotal>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<DayTotal> RowTypeInfo => HotelJson.Default.DayTotal;

    /// <inheritdoc/>
    public override bool IsIncremental => true;
}

using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Partitions;

namespace Etl.Hotels.Models;

/// <summary>What the chains had on the books on a business date, one row for each chain and arrival month. A partition for each date.</summary>
public sealed class OnTheBooks : Model<ChainMonth>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<ChainMonth> RowTypeInfo => HotelJson.Default.ChainMonth;

    /// <inheritdoc/>
    public override PartitionBy PartitionBy => PartitionBy.Day;
}

using System.Text.Json.Serialization.Metadata;
using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>Where a chain's bookings come from, the largest market segment first.</summary>
public sealed class SegmentMix : Model<SegmentShare>
{
    /// <inheritdoc/>
    public override JsonTypeInfo<SegmentShare> RowTypeInfo => HotelJson.Default.SegmentShare;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCheck<SegmentShare>> Checks =>
    [
        Check.Unique(s => s.Segment),
        Check.Range(s => s.Share, 0, 1),
    ];
}

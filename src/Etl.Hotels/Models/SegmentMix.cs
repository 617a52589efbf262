using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>Where a chain's bookings come from, the largest market segment first.</summary>
public sealed class SegmentMix : Model<SegmentShare>;

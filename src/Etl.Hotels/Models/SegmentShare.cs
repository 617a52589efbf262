namespace Etl.Hotels.Models;

/// <summary>What a market segment brings.</summary>
/// <param name="Segment">As the source names it.</param>
/// <param name="Bookings">Cancelled ones included.</param>
/// <param name="Share">A fraction of all bookings of the chain, 0 to 1.</param>
/// <param name="Revenue">Of the bookings that were not cancelled, exact.</param>
public sealed record SegmentShare(string Segment, long Bookings, double Share, decimal Revenue);

namespace Etl.Hotels;

/// <summary>A hotel chain of the group.</summary>
/// <param name="Key">The key of the chain's models and tasks: <c>Bookings.Resort</c>, <c>CleanBookings.Resort</c>.</param>
/// <param name="HotelName">What the <c>hotel</c> column says in the chain's rows.</param>
public sealed record Chain(string Key, string HotelName)
{
    /// <summary>The key in lower case: the name of the chain's task group, and the end of its pipeline's name.</summary>
    public string GroupName => Key.ToLowerInvariant();
}

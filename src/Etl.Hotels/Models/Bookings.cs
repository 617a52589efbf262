using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A chain's usable bookings in the schema that all chains share, in the order of the source.</summary>
public sealed class Bookings : Model<Booking>;

using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>How many rooms of a chain were taken each night, oldest first. Nights with none have no row.</summary>
public sealed class RoomNightsByDate : Model<DateRoomNights>;

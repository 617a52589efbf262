using System.Text.Json.Serialization;

namespace Etl.Hotels.Models;

/// <summary>How the rows become JSON, generated when this is compiled. The options are those of <see cref="Etl.Core.Models.ModelJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Booking))]
[JsonSerializable(typeof(ChainMonth))]
[JsonSerializable(typeof(DateRoomNights))]
[JsonSerializable(typeof(DayTotal))]
[JsonSerializable(typeof(MonthlyKpi))]
[JsonSerializable(typeof(MonthPickup))]
[JsonSerializable(typeof(RawBooking))]
[JsonSerializable(typeof(RejectedBooking))]
[JsonSerializable(typeof(SegmentShare))]
internal sealed partial class HotelJson : JsonSerializerContext;

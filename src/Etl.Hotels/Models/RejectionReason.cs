namespace Etl.Hotels.Models;

/// <summary>Why a row is not usable.</summary>
public enum RejectionReason
{
    /// <summary>Adults, children and babies together are 0.</summary>
    NoGuests,

    /// <summary>The column <c>adr</c> is empty, <c>NA</c> or <c>NULL</c>.</summary>
    PriceMissing,

    PriceNotANumber,

    PriceNegative,

    ArrivalDateUnreadable,

    StatusDateUnreadable,

    /// <summary>A count (guests, nights, days of lead time) or the cancellation flag is not what it should be.</summary>
    NumberUnreadable,
}

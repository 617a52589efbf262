using System.Globalization;
using Etl.Hotels.Models;

namespace Etl.Hotels.Cleaning;

/// <summary>Turns raw rows into bookings, or says why they are none. Not thread-safe.</summary>
internal sealed class BookingCleaner
{
    /// <summary>Decades of dates.</summary>
    private const int RememberedDates = 16_384;

    /// <summary>Far above any stay or lead time; it keeps the dates of a stay within the calendar.</summary>
    private const int MaxCount = 9_999;

    /// <summary>Far above any price; sums of prices below it are exact.</summary>
    private const decimal MaxPrice = 1_000_000_000;

    /// <summary>The year, month and day of an arrival, as files have them in three columns.</summary>
    private static readonly string[] ArrivalFormats = ["yyyy-MMMM-d", "yyyy-MMM-d", "yyyy-M-d"];
    private static readonly DateOnly FirstDate = new(1900, 1, 1);
    private static readonly DateOnly LastDate = new(2199, 12, 31);
    private readonly string[] _dateFormats;
    private readonly Memo<(string Year, string Month, string Day), DateOnly?> _arrivals = new(RememberedDates, ParseArrival);
    private readonly Memo<string, DateOnly?> _statusDates;
    private readonly List<(RejectionReason Reason, string Detail)> _faults = [];

    public BookingCleaner(IReadOnlyList<string> dateFormats)
    {
        _dateFormats = [.. dateFormats];
        _statusDates = new(RememberedDates, text => ParseDate(text.Trim(), _dateFormats));
    }

    /// <summary>Exactly one of the two is given back.</summary>
    public (Booking? Booking, RejectedBooking? Rejected) Clean(RawBooking raw)
    {
        _faults.Clear();
        var (adults, children, babies) = Guests(raw);
        var price = Price(raw.Adr);
        var arrival = ArrivalDate(raw);
        var status = StatusDate(raw.ReservationStatusDate);
        var nights = Count(raw.StaysInWeekendNights, "stays_in_weekend_nights") + Count(raw.StaysInWeekNights, "stays_in_week_nights");
        var leadTime = Count(raw.LeadTime, "lead_time");
        var cancelled = Count(raw.IsCanceled, "is_canceled", maximum: 1) == 1;
        if (_faults.Count > 0)
        {
            return (null, new RejectedBooking(raw.RowNumber, _faults.Min(fault => fault.Reason), string.Join("; ", _faults.Select(fault => fault.Detail))));
        }

        return (new Booking(
            raw.RowNumber,
            arrival,
            nights,
            leadTime,
            adults,
            children,
            babies,
            cancelled,
            price,
            Missing.ToNull(raw.MarketSegment) ?? "Undefined",
            Missing.ToNull(raw.DistributionChannel),
            Missing.ToNull(raw.CustomerType),
            Missing.ToNull(raw.DepositType),
            Missing.ToNull(raw.Agent),
            Missing.ToNull(raw.Company),
            Missing.ToNull(raw.Country),
            Missing.ToNull(raw.Meal),
            Missing.ToNull(raw.ReservedRoomType),
            Missing.ToNull(raw.AssignedRoomType),
            Missing.ToNull(raw.ReservationStatus),
            status), null);
    }

    private (int Adults, int Children, int Babies) Guests(RawBooking raw)
    {
        var before = _faults.Count;
        var adults = GuestCount(raw.Adults, "adults");
        var children = GuestCount(raw.Children, "children");
        var babies = GuestCount(raw.Babies, "babies");
        if (_faults.Count == before && adults + children + babies == 0)
        {
            Reject(RejectionReason.NoGuests, "no guests: adults, children and babies together are 0");
        }

        return (adults, children, babies);
    }

    private int GuestCount(string text, string column) => Missing.Is(text) ? 0 : Count(text, column);

    private decimal Price(string text)
    {
        if (Missing.Is(text))
        {
            Reject(RejectionReason.PriceMissing, "adr (the price of a night) is missing");
        }
        else if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var price) || price > MaxPrice)
        {
            Reject(RejectionReason.PriceNotANumber, $"adr is '{Shown(text)}', which is not a number up to {MaxPrice:0}");
        }
        else if (price < 0)
        {
            Reject(RejectionReason.PriceNegative, $"adr is '{Shown(text)}', which is negative");
        }
        else
        {
            return price;
        }

        return 0;
    }

    private DateOnly ArrivalDate(RawBooking raw)
    {
        var parts = (raw.ArrivalDateYear, raw.ArrivalDateMonth, raw.ArrivalDateDayOfMonth);
        if (_arrivals[parts] is { } date)
        {
            return date;
        }

        Reject(RejectionReason.ArrivalDateUnreadable, $"the arrival date '{Shown(ArrivalText(parts))}' (year, month, day) can't be read");
        return default;
    }

    private DateOnly StatusDate(string text)
    {
        if (_statusDates[text] is { } date)
        {
            return date;
        }

        Reject(RejectionReason.StatusDateUnreadable, $"reservation_status_date is '{Shown(text)}', which is not a date like {string.Join(" or ", _dateFormats)}");
        return default;
    }

    private static DateOnly? ParseArrival((string Year, string Month, string Day) parts) => ParseDate(ArrivalText(parts), ArrivalFormats);

    private static string ArrivalText((string Year, string Month, string Day) parts) => $"{parts.Year.Trim()}-{parts.Month.Trim()}-{parts.Day.Trim()}";

    private static DateOnly? ParseDate(string text, string[] formats) =>
        DateOnly.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date >= FirstDate && date <= LastDate ? date : null;

    /// <summary>A whole number; <c>2.0</c> is one too, as tools that know no missing whole numbers write them.</summary>
    private int Count(string text, string column, int maximum = MaxCount)
    {
        if (TryDigits(text, out var count) && count <= maximum)
        {
            return count;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= maximum && number == decimal.Truncate(number))
        {
            return (int)number;
        }

        Reject(RejectionReason.NumberUnreadable, $"{column} is '{Shown(text)}', which is not a whole number from 0 to {maximum}");
        return 0;
    }

    /// <summary>Nearly all counts are one to four digits.</summary>
    private static bool TryDigits(string text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 4)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return true;
    }

    private void Reject(RejectionReason reason, string detail) => _faults.Add((reason, detail));

    private static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}

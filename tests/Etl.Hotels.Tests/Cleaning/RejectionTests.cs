using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Cleaning;

public sealed class RejectionTests
{
    public static TheoryData<RejectionReason, string, string> UnusableValues { get; } = new()
    {
        { RejectionReason.NoGuests, "adults", "0" },
        { RejectionReason.NoGuests, "adults", "" },
        { RejectionReason.NoGuests, "adults", "NA" },
        { RejectionReason.NoGuests, "adults", "NULL" },
        { RejectionReason.PriceMissing, "adr", "" },
        { RejectionReason.PriceMissing, "adr", "NA" },
        { RejectionReason.PriceMissing, "adr", "NULL" },
        { RejectionReason.PriceNotANumber, "adr", "free" },
        { RejectionReason.PriceNotANumber, "adr", "NaN" },
        { RejectionReason.PriceNotANumber, "adr", "1e20" },
        { RejectionReason.PriceNegative, "adr", "-6.38" },
        { RejectionReason.ArrivalDateUnreadable, "arrival_date_month", "Juli" },
        { RejectionReason.ArrivalDateUnreadable, "arrival_date_year", "NULL" },
        { RejectionReason.ArrivalDateUnreadable, "arrival_date_day_of_month", "32" },
        { RejectionReason.ArrivalDateUnreadable, "arrival_date_year", "0015" },
        { RejectionReason.StatusDateUnreadable, "reservation_status_date", "NULL" },
        { RejectionReason.StatusDateUnreadable, "reservation_status_date", "2015-13-01" },
        { RejectionReason.StatusDateUnreadable, "reservation_status_date", "03.07.2015" },
        { RejectionReason.NumberUnreadable, "adults", "two" },
        { RejectionReason.NumberUnreadable, "children", "-1" },
        { RejectionReason.NumberUnreadable, "stays_in_week_nights", "1.5" },
        { RejectionReason.NumberUnreadable, "stays_in_weekend_nights", "1000000000" },
        { RejectionReason.NumberUnreadable, "lead_time", "NULL" },
        { RejectionReason.NumberUnreadable, "is_canceled", "2" },
    };

    [Theory]
    [MemberData(nameof(UnusableValues))]
    public async Task Row_WithAnUnusableValue_IsRejectedWithItsLineAndReason(RejectionReason reason, string column, string value)
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With().With((column, value)).With());

        run.EnsureSucceeded();
        var rejected = Assert.Single(run.Rejected());
        Assert.Equal(3, rejected.RowNumber);
        Assert.Equal(reason, rejected.Reason);
        Assert.Equal([2, 4], run.Bookings().Select(booking => booking.RowNumber));
    }

    [Theory]
    [InlineData("adr", "-6.38", "adr is '-6.38', which is negative")]
    [InlineData("adr", "free", "adr is 'free', which is not a number up to 1000000000")]
    [InlineData("arrival_date_month", "Juli", "the arrival date '2015-Juli-1' (year, month, day) can't be read")]
    [InlineData("reservation_status_date", "03.07.2015", "reservation_status_date is '03.07.2015', which is not a date like yyyy-MM-dd or M/d/yyyy")]
    [InlineData("lead_time", "soon", "lead_time is 'soon', which is not a whole number from 0 to 9999")]
    public async Task Rejection_Always_NamesTheColumnAndTheValue(string column, string value, string detail)
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With((column, value)));

        Assert.Equal(detail, Assert.Single(run.Rejected()).Detail);
    }

    [Fact]
    public async Task Rejection_OfARowWithSeveralFaults_HasTheFirstReasonAndAllDetails()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("adults", "0"), ("adr", "-1"), ("lead_time", "x")));

        var rejected = Assert.Single(run.Rejected());
        Assert.Equal(RejectionReason.NoGuests, rejected.Reason);
        Assert.Equal(
            "no guests: adults, children and babies together are 0; adr is '-1', which is negative; lead_time is 'x', which is not a whole number from 0 to 9999",
            rejected.Detail);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("NULL")]
    [InlineData("")]
    public async Task MissingChildren_WithAdults_CountAsNone(string missing)
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("children", missing)));

        Assert.Equal(0, Assert.Single(run.Bookings()).Children);
    }

    [Fact]
    public async Task Babies_WithNobodyElse_AreGuests()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("adults", "0"), ("babies", "1")));

        Assert.Single(run.Bookings());
    }

    [Fact]
    public async Task WholeNumber_WrittenWithADecimalPoint_IsAccepted()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("children", "2.0")));

        Assert.Equal(2, Assert.Single(run.Bookings()).Children);
    }

    [Fact]
    public async Task FreeStay_WithAPriceOfZero_IsABooking()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("adr", "0")));

        Assert.Equal(0m, Assert.Single(run.Bookings()).Adr);
    }

    [Fact]
    public async Task MissingTexts_OfABooking_BecomeNullAndTheSegmentUndefined()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("country", "NULL"), ("agent", " NA "), ("market_segment", ""), ("meal", " BB ")));

        var booking = Assert.Single(run.Bookings());
        Assert.Null(booking.Country);
        Assert.Null(booking.Agent);
        Assert.Equal("Undefined", booking.MarketSegment);
        Assert.Equal("BB", booking.Meal);
    }
}

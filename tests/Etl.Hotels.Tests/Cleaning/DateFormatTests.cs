using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Cleaning;

public sealed class DateFormatTests
{
    [Theory]
    [InlineData("2015-07-03", 7, 3)]
    [InlineData("7/3/2015", 7, 3)]
    [InlineData("07/03/2015", 7, 3)]
    [InlineData(" 2015-07-03 ", 7, 3)]
    public async Task StatusDate_InIsoOrUsFormat_IsReadByDefault(string text, int month, int day)
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("reservation_status_date", text)));

        Assert.Equal(new DateOnly(2015, month, day), Assert.Single(run.Bookings()).StatusDate);
    }

    [Fact]
    public async Task DateFormats_WhenSet_ReplaceTheDefaults()
    {
        var file = new BookingFile().With(("reservation_status_date", "03.07.2015")).With(("reservation_status_date", "2015-07-03"));

        var run = await HotelRun.ResortAsync(file, ("dateFormats", "dd.MM.yyyy"));

        Assert.Equal(new DateOnly(2015, 7, 3), Assert.Single(run.Bookings()).StatusDate);
        Assert.Contains("not a date like dd.MM.yyyy", Assert.Single(run.Rejected()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("July")]
    [InlineData("july")]
    [InlineData("Jul")]
    [InlineData("7")]
    [InlineData("07")]
    public async Task ArrivalMonth_AsANameOrANumber_IsRead(string month)
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("arrival_date_month", month), ("arrival_date_day_of_month", "05")));

        Assert.Equal(new DateOnly(2015, 7, 5), Assert.Single(run.Bookings()).ArrivalDate);
    }

    [Theory]
    [InlineData("dd.mm.yyyy")]
    [InlineData("yyyy-MM")]
    [InlineData("date")]
    [InlineData("")]
    public void DateFormat_ThatIsNotAWholeDate_IsFoundWhenThePlanIsMade(string format)
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "dateFormats", new[] { format });

        var exception = Assert.Throws<InvalidPlanException>(() => HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels.resort"), configs));

        Assert.Contains($"'dateFormats' has '{format}', which is not a format of a whole date.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path", "", "'path' is empty.")]
    [InlineData("syntheticRows", "-1", "'syntheticRows' is -1.")]
    public void Setting_ThatMakesNoSense_IsFoundWhenThePlanIsMade(string setting, string value, string message)
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", setting, value);

        var exception = Assert.Throws<InvalidPlanException>(() => HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels.resort"), configs));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RawBookings_OverHttp_LetsRequestsSetThePathOnly()
    {
        var settings = ModelFactory.Settings(typeof(RawBookings));

        Assert.Equal("path", Assert.Single(settings, setting => setting.IsSettableByRequest).Name);
        Assert.Equal("path", Assert.Single(settings, setting => setting.IsSource).Name);
    }
}

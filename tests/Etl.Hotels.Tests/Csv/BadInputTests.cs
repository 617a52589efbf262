using System.Text;
using Etl.Core.Runs;

namespace Etl.Hotels.Tests.Csv;

public sealed class BadInputTests
{
    [Fact]
    public async Task File_ThatDoesNotExist_IsNamedWithTheSettingThatGivesAnother()
    {
        var run = await HotelRun.ResortAsync((_, _) => Task.FromException<Stream>(new FileNotFoundException("Could not find it.")));

        Assert.Equal("'bookings.csv' does not exist. Put the file there, or give another one: --model RawBookings.Resort.path=FILE", run.Tasks[0].Error!.Message);
        Assert.Equal(1, run.Tasks[0].Attempts);
        Assert.Equal("PermanentTaskException", run.Tasks[0].Error!.Type);
    }

    [Fact]
    public async Task Folder_InPlaceOfAFile_IsAnError()
    {
        var run = await HotelRun.ResortAsync((_, _) => Task.FromException<Stream>(new UnauthorizedAccessException("Access denied.")));

        Assert.Equal("'bookings.csv' can't be read: access is denied, or it is a folder. Allow it to be read, or give another file: --model RawBookings.Resort.path=FILE", run.Tasks[0].Error!.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\r\n")]
    public async Task EmptyFile_EvenWithAMarkOrBlankLines_IsAnError(string content)
    {
        Assert.Equal(
            "'bookings.csv' is empty: not even a header is there. Give a file with the header and the bookings, or leave the path out for a synthetic data set.",
            await HotelRun.ResortFaultAsync(content));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task Header_WithNoRows_GivesEmptyModelsAndAReport(string lineEnd)
    {
        var run = await HotelRun.ResortAsync(Encoding.UTF8.GetBytes(BookingFile.Header + lineEnd));

        run.EnsureSucceeded();
        Assert.Empty(run.Raw());
        Assert.Empty(run.Kpis());
        Assert.Contains("There are no bookings.", run.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_LackingAColumn_SuggestsTheOneThatWasMeant()
    {
        var message = await HotelRun.ResortFaultAsync(new BookingFile().With().ToString().Replace("lead_time", "lead_tme", StringComparison.Ordinal));

        Assert.StartsWith("'bookings.csv', line 1: the header lacks the column 'lead_time' (found 'lead_tme'. Did you mean 'lead_time'?). Name the columns of the file: hotel, is_canceled, ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_LackingSeveralColumns_NamesAllOfThem()
    {
        var message = await HotelRun.ResortFaultAsync(BookingFile.Header.Replace("adults,children,", "", StringComparison.Ordinal));

        Assert.Contains("the header lacks 2 columns: 'adults', 'children'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_WithAColumnTwice_IsAnError()
    {
        Assert.Equal(
            "'bookings.csv', line 1: the header has the column 'adr' twice. Take one of them out.",
            await HotelRun.ResortFaultAsync($"{BookingFile.Header},adr\n"));
    }

    [Fact]
    public async Task File_WithSemicolons_IsToldApartFromOneWithoutHeader()
    {
        var semicolons = await HotelRun.ResortFaultAsync(BookingFile.Header.Replace(',', ';'));
        var headless = await HotelRun.ResortFaultAsync(BookingFile.Row());

        Assert.Contains("line 1: the fields are not separated by commas. The line starts with 'hotel;is_canceled;", semicolons, StringComparison.Ordinal);
        Assert.Contains("line 1: there is no header: none of the column names is there. The line starts with 'Resort Hotel,0,10,2015,", headless, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",extra", 33)]
    [InlineData("", 31)]
    public async Task RaggedRow_Anywhere_IsAnErrorWithItsLine(string end, int fields)
    {
        var row = BookingFile.Row();
        var ragged = end.Length > 0 ? row + end : row[..row.LastIndexOf(',')];

        Assert.Equal(
            $"'bookings.csv', line 4: the row has {fields} fields, the header has 32. Look for a comma or a quote that is missing or too many, mend the line and start again.",
            await HotelRun.ResortFaultAsync(new BookingFile().With().WithLine("").WithLine(ragged).With().ToString()));
    }

    [Fact]
    public async Task RaggedRow_AfterARowOfSeveralLines_IsFoundInItsOwnLine()
    {
        var file = new BookingFile().With(("country", "\"P\nR\nT\"")).WithLine("short,row");

        Assert.StartsWith("'bookings.csv', line 5: the row has 2 fields", await HotelRun.ResortFaultAsync(file.ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PR\"T")]
    [InlineData("\"PRT")]
    [InlineData("\"PR\"T")]
    public async Task Quote_ThatIsNotClosedOrInTheMiddle_IsAnErrorWithItsLine(string country)
    {
        var message = await HotelRun.ResortFaultAsync(new BookingFile().With().With(("country", country)).With().ToString());

        Assert.StartsWith("'bookings.csv', line 3: the row that begins here can't be split into fields: a quote is not closed or in the middle of a field", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuotedFields_WithCommasQuotesAndLineBreaks_AreKept()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("market_segment", "\"Online, \"\"TA\"\"\nand more\"")));

        Assert.Equal("Online, \"TA\"\nand more", Assert.Single(run.EnsureSucceeded().Raw()).MarketSegment);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public async Task ByteOrderMarkAndLineEnds_OfEitherKind_ChangeNothing(string newLine, bool mark)
    {
        byte[] start = mark ? [0xEF, 0xBB, 0xBF] : [];
        var file = new BookingFile { NewLine = newLine }.With().With(("market_segment", "Groups"));

        var run = await HotelRun.ResortAsync([.. start, .. file.ToBytes()]);

        run.EnsureSucceeded();
        Assert.Equal(["Direct", "Groups"], run.Raw().Select(row => row.MarketSegment));
        Assert.Equal([2, 3], run.Raw().Select(row => row.RowNumber));
        Assert.All(run.Raw(), row => Assert.Equal("2015-07-03", row.ReservationStatusDate));
    }

    [Fact]
    public async Task Columns_InAnotherOrderAndWithOthersBetween_AreFound()
    {
        var names = BookingFile.Header.Split(',').Reverse().ToList();
        var values = BookingFile.Row(("lead_time", "77")).Split(',').Reverse().ToList();
        names.Insert(4, "guest_name");
        values.Insert(4, "Müller");

        var run = await HotelRun.ResortAsync(Encoding.UTF8.GetBytes($"{string.Join(',', names)}\n{string.Join(',', values)}"));

        Assert.Equal(77, Assert.Single(run.EnsureSucceeded().Bookings()).LeadTime);
    }

    [Fact]
    public async Task Latin1_InARow_IsAnErrorWithItsLine()
    {
        var file = Encoding.Latin1.GetBytes(new BookingFile().With().With(("country", "Österreich")).With().ToString());

        Assert.Equal("'bookings.csv', line 3: the byte 0xD6 is not UTF-8. Save the file as UTF-8 and start again.", await HotelRun.ResortFaultAsync(file));
    }

    [Fact]
    public async Task Utf16_WithItsMark_IsRecognised()
    {
        var file = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(new BookingFile().With().ToString())).ToArray();

        Assert.Equal("'bookings.csv', line 1: the byte 0xFF is not UTF-8; the file looks like UTF-16. Save the file as UTF-8 and start again.", await HotelRun.ResortFaultAsync(file));
    }

    [Fact]
    public async Task FailedLoad_OfOneChain_SkipsWhatDependsOnIt()
    {
        var run = await HotelRun.ResortAsync([]);

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.All(run.Tasks.Skip(1), task => Assert.Equal(RunStatus.Skipped, task.Status));
    }

    [Fact]
    public async Task SourceUri_WithASignature_IsShownWithoutIt()
    {
        var configs = Core.Models.ModelConfigs.Empty.With("RawBookings.Resort", "path", "https://user:pw@example.org/data/b.csv?sig=secret");

        var run = await HotelRun.RunAsync("hotels.resort", configs, (_, _) => Task.FromResult<Stream>(new MemoryStream()));

        Assert.StartsWith("'https://example.org/data/b.csv' is empty", run.Tasks[0].Error!.Message, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Xml;
using System.Xml.Linq;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Reports;

public sealed class ReportTests
{
    private const string Hostile = "<script>alert('x')</script>&\"' \u0001";

    [Fact]
    public async Task EveryReport_OfSyntheticData_IsWellFormedAndComplete()
    {
        var run = (await HotelRun.RunAsync("hotels")).EnsureSucceeded();

        foreach (var html in new[] { run.Report(), run.Report("City"), GroupReport(run) })
        {
            var page = Parse(html);
            Assert.Contains("2026-01-01", page.Element("head")!.Element("title")!.Value, StringComparison.Ordinal);
            Assert.Contains("run hotels-test of hotels", page.Descendants("header").Single().Value, StringComparison.Ordinal);
            Assert.NotEmpty(page.Descendants("svg"));
            Assert.True(page.Descendants("table").SelectMany(table => table.Descendants("tr")).Count() > 24);
        }
    }

    [Fact]
    public async Task EveryReport_LoadsAndRunsNothing()
    {
        var run = (await HotelRun.RunAsync("hotels")).EnsureSucceeded();

        foreach (var html in new[] { run.Report(), run.Report("City"), GroupReport(run) })
        {
            var page = Parse(html);
            var policy = page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
            var style = page.Descendants("style").Single().Value;
            var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));
            Assert.Equal($"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'", policy);
            Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "a");
            Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href" or "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task HostileText_FromTheFileOrAParameter_IsShownAsText()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", HotelRun.Path).With("RawBookings.City", "path", HotelRun.Path);
        var quoted = $"\"{Hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var file = new BookingFile().With(("market_segment", quoted)).With(("hotel", "City Hotel"), ("market_segment", quoted));
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["currency"] = Hostile };

        var run = (await HotelRun.RunAsync("hotels", configs, HotelRun.Opening(file.ToBytes()), parameters)).EnsureSucceeded();

        foreach (var html in new[] { run.Report(), run.Report("City"), GroupReport(run) })
        {
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("<script>alert('x')</script>&\"' \uFFFD", Parse(html).Descendants("main").Single().Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ChainReport_OfAFile_ShowsTotalsMonthsSegmentsAndRejectedRows()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("adr", "1000.5"), ("market_segment", "Groups"))
            .With(("is_canceled", "1"))
            .With(("adults", "0"))
            .With(("adults", "0"), ("adr", "-1"))
            .With(("adr", "NULL")));

        var main = Parse(run.EnsureSucceeded().Report()).Descendants("main").Single();
        Assert.Equal(
            "Bookings 2|Cancelled 1|Cancellation rate 50.0%|Room nights 2|Revenue, EUR 2,001.00|ADR, EUR 1,000.50|Lead time, days 10.0|Rejected rows 3",
            string.Join('|', main.Element("dl")!.Elements("div").Select(tile => $"{tile.Element("dt")!.Value} {tile.Element("dd")!.Value}")));
        Assert.Equal(["2015-07|2|1|50.0%|2|2,001.00|1,000.50|10.0", "Total|2|1|50.0%|2|2,001.00|1,000.50|10.0"], Rows(main, "Months"));
        Assert.Equal(["Direct|1|50.0%||0.00", "Groups|1|50.0%||2,001.00"], Rows(main, "Market segments"));
        Assert.Equal(["No guests|2|4, 5", "Price missing|1|6"], Rows(main, "Rejected rows"));
    }

    [Fact]
    public async Task GroupReport_OfBothChains_ComparesThemAndAddsThemUp()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", HotelRun.Path).With("RawBookings.City", "path", HotelRun.Path);
        var file = new BookingFile().With().With(("hotel", "City Hotel"), ("arrival_date_month", "August"), ("adr", "50"), ("lead_time", "4"));

        var run = await HotelRun.RunAsync("hotels", configs, HotelRun.Opening(file.ToBytes()));

        var main = Parse(GroupReport(run.EnsureSucceeded())).Descendants("main").Single();
        Assert.Equal(["Resort|1|0|0.0%|2|200.00|100.00|10.0", "City|1|0|0.0%|2|100.00|50.00|4.0", "Total|2|0|0.0%|4|300.00|75.00|7.0"], Rows(main, "Chains"));
        Assert.Equal(3, Rows(main, "Months of the group").Count());
    }

    [Fact]
    public async Task GroupReport_OfMoreChainsThanColours_DrawsAllChainsInOne()
    {
        var chains = Enumerable.Range(1, 5).Select(number => new Chain($"Hotel-{number}", $"Hotel {number}")).ToList();
        var configs = chains.Aggregate(ModelConfigs.Empty, (all, chain) => all.With($"RawBookings.{chain.Key}", "syntheticRows", 50));

        var run = await HotelRun.Orchestrator(HotelPipelines.Create(chains)[0], configs).RunAsync();

        var main = Parse(GroupReport(run.EnsureSucceeded())).Descendants("main").Single();
        Assert.Equal(6, Rows(main, "Chains").Count());
        var bars = main.Descendants("g").ToList();
        Assert.NotEmpty(bars);
        Assert.All(bars, bar => Assert.Equal("s1", bar.Elements("rect").Single().Attribute("class")!.Value));
        Assert.All(bars, bar => Assert.Contains("All chains", bar.Element("title")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChainReport_OfAMonthWithoutRoomNights_ShowsADashForTheAdr()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("is_canceled", "1")));

        var main = Parse(run.EnsureSucceeded().Report()).Descendants("main").Single();
        Assert.Equal("2015-07|1|1|100.0%|0|0.00|\u2013|10.0", Rows(main, "Months").First());
    }

    [Fact]
    public async Task ChainReport_OfACenturyOfNights_StaysSmall()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("arrival_date_year", "1900")).With(("arrival_date_year", "2199")));

        Assert.InRange(run.EnsureSucceeded().Report().Length, 1, 40_000);
    }

    [Fact]
    public void Reports_AsModels_AreServedAsHtml()
    {
        var models = HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels")).Models;

        Assert.All(
            new[] { "ChainReport.Resort", "ChainReport.City", "GroupReport" },
            name => Assert.Equal(("text/html; charset=utf-8", "html"), (((FileModel)models.Get(name)).MediaType, ((FileModel)models.Get(name)).FileExtension)));
    }

    private static string GroupReport(RunResult run) => Encoding.UTF8.GetString(run.File(Model.Of<GroupReport>()));

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    /// <summary>The rows of a section's table, header row left out, cells joined.</summary>
    private static IEnumerable<string> Rows(XElement main, string heading) => main
        .Elements("section")
        .Single(section => section.Element("h2")!.Value == heading)
        .Descendants("tr")
        .Skip(1)
        .Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)));
}

using Etl.Core.Runs;
using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>The report about one chain.</summary>
internal static class ChainReportPage
{
    public static ReportPage Render(
        Chain chain,
        JobContext job,
        IReadOnlyList<MonthlyKpi> months,
        IReadOnlyList<SegmentShare> segments,
        IReadOnlyList<DateRoomNights> nights,
        RejectSummary rejects)
    {
        var currency = ReportCurrency.Of(job);
        List<Html> sections = [Tiles.Of(KpiTotal.Of(months), currency, ("Rejected rows", Figures.Count(rejects.Count)))];
        if (months.Count == 0)
        {
            sections.Add(ReportPage.Section("Bookings", Html.Of($"<p>There are no bookings.</p>")));
        }
        else
        {
            sections.Add(ReportPage.Section("Bookings by arrival month", BookingsChart(months)));
            sections.Add(ReportPage.Section($"Revenue by arrival month, {currency}", RevenueChart(months)));
            sections.Add(ReportPage.Section("Rooms taken each night", nights.Count == 0 ? Html.Of($"<p>No night was stayed.</p>") : NightsChart.Of(nights)));
            sections.Add(ReportPage.Section("Months", KpiTable.OfMonths(months, currency)));
            sections.Add(ReportPage.Section("Market segments", SegmentTable.Of(segments, currency)));
        }

        sections.Add(ReportPage.Section("Rejected rows", rejects.ToHtml()));
        return new ReportPage($"{chain.Key} chain report", job, sections);
    }

    private static Html BookingsChart(IReadOnlyList<MonthlyKpi> months) => BarChart.Of(
        "Bookings of each arrival month, kept and cancelled",
        [.. months.Select(month => month.Month)],
        [
            new ChartSeries("Kept", [.. months.Select(month => (double)(month.Bookings - month.Cancelled))], value => Figures.Count((long)value)),
            new ChartSeries("Cancelled", [.. months.Select(month => (double)month.Cancelled)], value => Figures.Count((long)value)),
        ]);

    private static Html RevenueChart(IReadOnlyList<MonthlyKpi> months) => BarChart.Of(
        "Revenue of each arrival month",
        [.. months.Select(month => month.Month)],
        [new ChartSeries("Revenue", [.. months.Select(month => (double)month.Revenue)], value => Figures.Amount((decimal)value))]);
}

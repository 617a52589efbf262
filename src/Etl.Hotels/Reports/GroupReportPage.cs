using Etl.Core.Runs;
using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>The report about all chains together.</summary>
internal static class GroupReportPage
{
    public static ReportPage Render(JobContext job, IReadOnlyList<MonthlyKpi> group, IReadOnlyList<ChainFigures> chains)
    {
        var currency = ReportCurrency.Of(job);
        var total = KpiTotal.Of(group);
        List<Html> sections =
        [
            Tiles.Of(total, currency),
            ReportPage.Section("Chains", KpiTable.Of("Chain", [.. chains.Select(chain => (chain.Chain.Key, KpiTotal.Of(chain.Months)))], total, currency)),
        ];
        if (group.Count > 0)
        {
            sections.Add(ReportPage.Section($"Revenue by arrival month, {currency}", Chart("Revenue of each arrival month by chain", group, chains, month => (double)month.Revenue, value => Figures.Amount((decimal)value))));
            sections.Add(ReportPage.Section("Room nights by arrival month", Chart("Room nights of each arrival month by chain", group, chains, month => month.RoomNights, value => Figures.Count((long)value))));
            sections.Add(ReportPage.Section("Months of the group", KpiTable.OfMonths(group, currency)));
        }

        return new ReportPage("Hotel group report", job, sections);
    }

    private static Html Chart(string description, IReadOnlyList<MonthlyKpi> group, IReadOnlyList<ChainFigures> chains, Func<MonthlyKpi, double> value, Func<double, string> show)
    {
        var labels = group.Select(month => month.Month).ToList();
        var series = chains.Select(chain =>
        {
            var byMonth = chain.Months.ToDictionary(month => month.Month, value, StringComparer.Ordinal);
            return new ChartSeries(chain.Chain.Key, labels.ConvertAll(month => byMonth.GetValueOrDefault(month)), show);
        });
        return BarChart.Of(description, labels, [.. series]);
    }
}

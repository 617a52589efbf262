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

    /// <summary>One colour for each chain, as long as there are colours enough; otherwise all chains in one.</summary>
    private static Html Chart(string description, IReadOnlyList<MonthlyKpi> group, IReadOnlyList<ChainFigures> chains, Func<MonthlyKpi, double> value, Func<double, string> show)
    {
        var labels = group.Select(month => month.Month).ToList();
        IEnumerable<ChartSeries> series = chains.Count <= BarChart.MaxSeries
            ? chains.Select(chain => Series(chain.Chain.Key, chain.Months))
            : [Series("All chains", group)];
        return BarChart.Of(description, labels, [.. series]);

        ChartSeries Series(string name, IReadOnlyList<MonthlyKpi> months)
        {
            var byMonth = months.ToDictionary(month => month.Month, value, StringComparer.Ordinal);
            return new ChartSeries(name, labels.ConvertAll(month => byMonth.GetValueOrDefault(month)), show);
        }
    }
}

using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>Key figures in rows, with their total below.</summary>
internal static class KpiTable
{
    public static Html OfMonths(IReadOnlyList<MonthlyKpi> months, string currency) =>
        Of("Month", [.. months.Select(month => (month.Month, KpiTotal.Of([month])))], KpiTotal.Of(months), currency);

    public static Html Of(string firstColumn, IReadOnlyList<(string Name, KpiTotal Figures)> rows, KpiTotal total, string currency) => Html.Of($"""
        <div class="scroll" tabindex="0"><table>
        <thead><tr><th scope="col">{firstColumn}</th><th scope="col">Bookings</th><th scope="col">Cancelled</th><th scope="col">Rate</th><th scope="col">Room nights</th><th scope="col">Revenue, {currency}</th><th scope="col">ADR, {currency}</th><th scope="col">Lead time, days</th></tr></thead>
        <tbody>
        {Html.Concat(rows.Select(row => Row(row.Name, row.Figures)))}</tbody>
        <tfoot>
        {Row("Total", total)}</tfoot>
        </table></div>
        """);

    private static Html Row(string name, KpiTotal row) => Html.Of($"""
        <tr><th scope="row">{name}</th><td>{Figures.Count(row.Bookings)}</td><td>{Figures.Count(row.Cancelled)}</td><td>{Figures.Percent(row.CancellationRate)}</td><td>{Figures.Count(row.RoomNights)}</td><td>{Figures.Amount(row.Revenue)}</td><td>{Figures.Amount(row.Adr)}</td><td>{Figures.Days(row.AverageLeadTime)}</td></tr>

        """);
}

namespace Etl.Hotels.Reports;

/// <summary>The few figures at the top of a report.</summary>
internal static class Tiles
{
    public static Html Of(KpiTotal total, string currency, params IEnumerable<(string Label, string Figure)> others)
    {
        IEnumerable<(string Label, string Figure)> tiles =
        [
            ("Bookings", Figures.Count(total.Bookings)),
            ("Cancelled", Figures.Count(total.Cancelled)),
            ("Cancellation rate", Figures.Percent(total.CancellationRate)),
            ("Room nights", Figures.Count(total.RoomNights)),
            ($"Revenue, {currency}", Figures.Amount(total.Revenue)),
            ($"ADR, {currency}", Figures.Amount(total.Adr)),
            ("Lead time, days", Figures.Days(total.AverageLeadTime)),
            .. others,
        ];
        return Html.Of($"""
            <dl class="tiles">
            {Html.Concat(tiles.Select(tile => Html.Of($"<div><dt>{tile.Label}</dt><dd>{tile.Figure}</dd></div>\n")))}</dl>

            """);
    }
}

using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>Market segments with their share of the bookings.</summary>
internal static class SegmentTable
{
    public static Html Of(IReadOnlyList<SegmentShare> segments, string currency) => Html.Of($"""
        <div class="scroll" tabindex="0"><table>
        <thead><tr><th scope="col">Segment</th><th scope="col">Bookings</th><th scope="col">Share</th><td class="bar"></td><th scope="col">Revenue, {currency}</th></tr></thead>
        <tbody>
        {Html.Concat(segments.Select(Row))}</tbody>
        </table></div>
        """);

    private static Html Row(SegmentShare segment) => Html.Of($"""
        <tr><th scope="row">{segment.Segment}</th><td>{Figures.Count(segment.Bookings)}</td><td>{Figures.Percent(segment.Share)}</td><td class="bar"><svg aria-hidden="true"><rect class="s1" width="{segment.Share * 100:0.##}%" height="100%"/></svg></td><td>{Figures.Amount(segment.Revenue)}</td></tr>

        """);
}

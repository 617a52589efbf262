using Etl.Hotels.Models;

namespace Etl.Hotels.Reports;

/// <summary>Counts rejected rows by reason and keeps the first few row numbers of each.</summary>
internal sealed class RejectSummary
{
    private const int Examples = 5;
    private readonly SortedDictionary<RejectionReason, (long Count, List<long> Rows)> _reasons = [];

    public long Count { get; private set; }

    public void Add(RejectedBooking rejected)
    {
        var (count, rows) = _reasons.GetValueOrDefault(rejected.Reason, (0, []));
        if (rows.Count < Examples)
        {
            rows.Add(rejected.RowNumber);
        }

        _reasons[rejected.Reason] = (count + 1, rows);
        Count++;
    }

    public Html ToHtml()
    {
        if (Count == 0)
        {
            return Html.Of($"<p>Every row was usable.</p>");
        }

        var rows = _reasons.Select(reason => Html.Of($"""
            <tr><th scope="row">{InWords(reason.Key)}</th><td>{Figures.Count(reason.Value.Count)}</td><td>{string.Join(", ", reason.Value.Rows)}{(reason.Value.Count > Examples ? ", ..." : "")}</td></tr>

            """));
        return Html.Of($"""
            <div class="scroll" tabindex="0"><table>
            <thead><tr><th scope="col">Reason</th><th scope="col">Rows</th><th scope="col">Row numbers in the source</th></tr></thead>
            <tbody>
            {Html.Concat(rows)}</tbody>
            </table></div>
            """);
    }

    private static string InWords(RejectionReason reason) => reason switch
    {
        RejectionReason.NoGuests => "No guests",
        RejectionReason.PriceMissing => "Price missing",
        RejectionReason.PriceNotANumber => "Price not a number",
        RejectionReason.PriceNegative => "Price negative",
        RejectionReason.ArrivalDateUnreadable => "Arrival date unreadable",
        RejectionReason.StatusDateUnreadable => "Status date unreadable",
        RejectionReason.NumberUnreadable => "Count unreadable",
        _ => reason.ToString(),
    };
}

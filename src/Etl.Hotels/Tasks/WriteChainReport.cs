using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Models;
using Etl.Hotels.Reports;

namespace Etl.Hotels.Tasks;

internal sealed class WriteChainReport(Chain chain) : ChainTask(chain)
{
    private readonly ModelRef<MonthlyKpis> _kpis = Model.Of<MonthlyKpis>(chain.Key);
    private readonly ModelRef<SegmentMix> _mix = Model.Of<SegmentMix>(chain.Key);
    private readonly ModelRef<RoomNightsByDate> _nights = Model.Of<RoomNightsByDate>(chain.Key);
    private readonly ModelRef<RejectedBookings> _rejected = Model.Of<RejectedBookings>(chain.Key);
    private readonly ModelRef<ChainReport> _report = Model.Of<ChainReport>(chain.Key);

    public override string Description => $"Writes the page about {Chain.HotelName}.";

    public override IReadOnlyList<string> Tags => ["report"];

    public override IReadOnlyList<ModelRef> Requires() => [_kpis, _mix, _nights, _rejected];

    public override IReadOnlyList<ModelRef> Provides() => [_report];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var rejects = new RejectSummary();
        await foreach (var rejected in context.Input(_rejected, cancellationToken))
        {
            rejects.Add(rejected);
        }

        var page = ChainReportPage.Render(
            Chain,
            context.Job,
            await context.Input(_kpis, cancellationToken).ToListAsync(cancellationToken),
            await context.Input(_mix, cancellationToken).ToListAsync(cancellationToken),
            await context.Input(_nights, cancellationToken).ToListAsync(cancellationToken),
            rejects);
        await page.WriteAsync(context, _report, cancellationToken);
    }
}

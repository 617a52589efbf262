using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Kpis;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

internal sealed class ComputeMonthlyKpis(Chain chain) : ChainTask(chain)
{
    private readonly ModelRef<Bookings> _bookings = Model.Of<Bookings>(chain.Key);
    private readonly ModelRef<MonthlyKpis> _kpis = Model.Of<MonthlyKpis>(chain.Key);

    public override string Description => $"Adds the bookings of {Chain.HotelName} up by arrival month.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => [_bookings];

    public override IReadOnlyList<ModelRef> Provides() => [_kpis];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var totals = new MonthlyTotals();
        await foreach (var booking in context.Input(_bookings, cancellationToken))
        {
            totals.Add(booking);
        }

        await context.Output(_kpis).WriteAllAsync(totals.ToKpis(), cancellationToken);
    }
}

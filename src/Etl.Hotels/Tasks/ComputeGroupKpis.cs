using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Kpis;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

/// <summary>Reads the bookings themselves: averages of the chains can't be added up exactly.</summary>
internal sealed class ComputeGroupKpis(IReadOnlyList<Chain> chains) : EtlTask
{
    private readonly List<ModelRef<Bookings>> _bookings = [.. chains.Select(chain => Model.Of<Bookings>(chain.Key))];
    private readonly ModelRef<GroupKpis> _kpis = Model.Of<GroupKpis>();

    public override string Description => "Adds the bookings of all chains up by arrival month.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => _bookings;

    public override IReadOnlyList<ModelRef> Provides() => [_kpis];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var totals = new MonthlyTotals();
        foreach (var bookings in _bookings)
        {
            await foreach (var booking in context.Input(bookings, cancellationToken))
            {
                totals.Add(booking);
            }
        }

        await context.Output(_kpis).WriteAllAsync(totals.ToKpis(), cancellationToken);
    }
}

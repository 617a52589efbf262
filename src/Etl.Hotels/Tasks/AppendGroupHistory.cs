using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

/// <summary>Goes on from its own previous version.</summary>
internal sealed class AppendGroupHistory : EtlTask
{
    private readonly ModelRef<GroupKpis> _kpis = Model.Of<GroupKpis>();
    private readonly ModelRef<GroupHistory> _history = Model.Of<GroupHistory>();

    public override string Description => "Adds the totals of the business date to the history of the group.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => [_kpis];

    public override IReadOnlyList<ModelRef> Provides() => [_history];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var days = new SortedDictionary<DateOnly, DayTotal>();
        await foreach (var day in context.Previous(_history, cancellationToken))
        {
            days[day.BusinessDate] = day;
        }

        days[context.Job.BusinessDate] = await TotalAsync(context, cancellationToken);
        await context.Output(_history).WriteAllAsync(days.Values, cancellationToken);
    }

    private async Task<DayTotal> TotalAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var total = new DayTotal(context.Job.BusinessDate, 0, 0, 0);
        await foreach (var month in context.Input(_kpis, cancellationToken))
        {
            total = total with { Bookings = total.Bookings + month.Bookings, RoomNights = total.RoomNights + month.RoomNights, Revenue = total.Revenue + month.Revenue };
        }

        return total;
    }
}

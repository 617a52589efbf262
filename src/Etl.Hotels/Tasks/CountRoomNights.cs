using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Kpis;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

internal sealed class CountRoomNights(Chain chain) : ChainTask(chain)
{
    private readonly ModelRef<Bookings> _bookings = Model.Of<Bookings>(chain.Key);
    private readonly ModelRef<RoomNightsByDate> _nights = Model.Of<RoomNightsByDate>(chain.Key);

    public override string Description => $"Counts the rooms of {Chain.HotelName} that were taken each night.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => [_bookings];

    public override IReadOnlyList<ModelRef> Provides() => [_nights];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var totals = new NightTotals();
        await foreach (var booking in context.Input(_bookings, cancellationToken))
        {
            totals.Add(booking);
        }

        await context.Output(_nights).WriteAllAsync(totals.ToRows(), cancellationToken);
    }
}

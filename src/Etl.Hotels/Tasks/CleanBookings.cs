using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Cleaning;
using Etl.Hotels.Models;
using Microsoft.Extensions.Logging;

namespace Etl.Hotels.Tasks;

internal sealed class CleanBookings(Chain chain) : ChainTask(chain)
{
    private readonly ModelRef<RawBookings> _raw = Model.Of<RawBookings>(chain.Key);
    private readonly ModelRef<Bookings> _bookings = Model.Of<Bookings>(chain.Key);
    private readonly ModelRef<RejectedBookings> _rejected = Model.Of<RejectedBookings>(chain.Key);

    public override string Description => $"Brings the bookings of {Chain.HotelName} into the common schema and sets unusable rows aside.";

    public override IReadOnlyList<string> Tags => ["clean"];

    public override IReadOnlyList<ModelRef> Requires() => [_raw];

    public override IReadOnlyList<ModelRef> Provides() => [_bookings, _rejected];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var bookings = context.Output(_bookings);
        var rejects = context.Output(_rejected);
        var cleaner = new BookingCleaner(context.Model(_raw).DateFormats);
        await foreach (var row in context.Input(_raw, cancellationToken))
        {
            switch (cleaner.Clean(row))
            {
                case ({ } booking, _):
                    await bookings.WriteAsync(booking, cancellationToken);
                    break;
                case (_, { } rejected):
                    await rejects.WriteAsync(rejected, cancellationToken);
                    break;
            }
        }

        context.Logger.Log(rejects.Rows > 0 ? LogLevel.Warning : LogLevel.Information, "{Chain}: {Rows} bookings, {Rejected} rows rejected", Chain.Key, bookings.Rows, rejects.Rows);
    }
}

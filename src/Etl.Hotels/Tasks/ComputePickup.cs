using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

/// <summary>Reads a week of partitions, as far as they are there.</summary>
internal sealed class ComputePickup : EtlTask
{
    private const int Dates = 8;
    private readonly ModelRef<OnTheBooks> _books = Model.Of<OnTheBooks>();
    private readonly ModelRef<Pickup> _pickup = Model.Of<Pickup>();

    public override string Description => "Computes what came on the books within a week.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => [_books.Last(Dates)];

    public override IReadOnlyList<ModelRef> Provides() => [_pickup];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var dates = context.Partitions(_books);
        var before = await ReadAsync(context, dates[0], cancellationToken);
        var now = await ReadAsync(context, dates[^1], cancellationToken);
        var output = context.Output(_pickup);
        foreach (var (chain, month) in before.Keys.Union(now.Keys).Order())
        {
            var (oldNights, oldRevenue) = before.GetValueOrDefault((chain, month));
            var (nights, revenue) = now.GetValueOrDefault((chain, month));
            if (nights != oldNights || revenue != oldRevenue)
            {
                await output.WriteAsync(new MonthPickup(chain, month, dates[0], nights - oldNights, revenue - oldRevenue), cancellationToken);
            }
        }
    }

    private async Task<Dictionary<(string Chain, string Month), (long RoomNights, decimal Revenue)>> ReadAsync(TaskContext context, string date, CancellationToken cancellationToken)
    {
        var books = new Dictionary<(string Chain, string Month), (long RoomNights, decimal Revenue)>();
        await foreach (var row in context.Input(_books, date, cancellationToken))
        {
            books[(row.Chain, row.Month)] = (row.RoomNights, row.Revenue);
        }

        return books;
    }
}

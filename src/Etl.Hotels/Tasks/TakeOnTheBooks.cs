using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tasks;

internal sealed class TakeOnTheBooks(IReadOnlyList<Chain> chains) : EtlTask
{
    private readonly List<ModelRef<MonthlyKpis>> _kpis = [.. chains.Select(chain => Model.Of<MonthlyKpis>(chain.Key))];
    private readonly ModelRef<OnTheBooks> _books = Model.Of<OnTheBooks>();

    public override string Description => "Keeps what the chains have on the books on the business date.";

    public override IReadOnlyList<string> Tags => ["kpi"];

    public override IReadOnlyList<ModelRef> Requires() => _kpis;

    public override IReadOnlyList<ModelRef> Provides() => [_books];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var output = context.Output(_books);
        foreach (var (chain, kpis) in chains.Zip(_kpis))
        {
            await foreach (var month in context.Input(kpis, cancellationToken))
            {
                await output.WriteAsync(new ChainMonth(chain.Key, month.Month, month.RoomNights, month.Revenue), cancellationToken);
            }
        }
    }
}

// <snippet: first-pipeline>
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Shop;

public sealed record Order(string Product, int Pieces, decimal Price);

public sealed record Sale(string Country, string Product, decimal Revenue);

// A model is a named data set. Its constructor arguments are its settings; a key tells the data sets of one class apart.
public sealed class Orders([Source] string path) : Model<Order>
{
    public string Path => path;
}

public sealed class Sales : Model<Sale>;

// A task says what it requires and provides; from that follow the order, the levels and the checks.
public sealed class LoadOrders(string country) : EtlTask
{
    private readonly ModelRef<Orders> _orders = Model.Of<Orders>(country);

    public override string Name => $"LoadOrders.{country}";

    public override IReadOnlyList<ModelRef> Requires() => [];

    public override IReadOnlyList<ModelRef> Provides() => [_orders];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var output = context.Output(_orders);
        using var reader = new StreamReader(await context.OpenSourceAsync(context.Model(_orders).Path, cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var cells = line.Split(';');
            await output.WriteAsync(new Order(cells[0], int.Parse(cells[1]), decimal.Parse(cells[2])), cancellationToken);
        }
    }
}

public static class ShopPipelines
{
    private static readonly ModelRef<Sales> Sales = Model.Of<Sales>();
    private static readonly ModelRef<Orders>[] Orders = [Model.Of<Orders>("Portugal"), Model.Of<Orders>("Spain")];

    public static PipelineCatalog Catalog { get; } = new(new Pipeline("sales",
    [
        new TaskGroup("load", Orders.Select(orders => new LoadOrders(orders.Key!))),
        EtlTask.Create("CollectSales", requires: Orders, provides: [Sales], async (context, cancellationToken) =>
        {
            foreach (var orders in Orders)
            {
                var sales = context.Input(orders).Select(order => new Sale(orders.Key!, order.Product, order.Pieces * order.Price));
                await context.Output(Sales).WriteAllAsync(sales, cancellationToken);
            }
        }),
    ]));
}
// </snippet>

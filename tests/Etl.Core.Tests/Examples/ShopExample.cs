using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Examples;

public sealed record Order(string Id, decimal Amount);

public sealed record Total(string Shop, int Orders, decimal Amount);

/// <summary>One data set per shop: <c>Orders.Lisbon</c>. Where its file lies is a setting with a default.</summary>
public sealed class Orders([Source] string path = "orders.csv") : Model<Order>
{
    public string Path => path;
}

public sealed class Totals : Model<Total>;

public sealed class LoadOrders(string shop) : EtlTask
{
    private readonly ModelRef<Orders> _orders = Model.Of<Orders>(shop);

    public override string Name => $"LoadOrders.{shop}";

    public override IReadOnlyList<ModelRef> Requires() => [];

    public override IReadOnlyList<ModelRef> Provides() => [_orders];

    public override async Task RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        using var file = new StreamReader(await context.OpenSourceAsync(context.Model(_orders).Path, cancellationToken));
        while (await file.ReadLineAsync(cancellationToken) is { } line)
        {
            var cells = line.Split(',');
            await context.Output(_orders).WriteAsync(new Order(cells[0], decimal.Parse(cells[1])), cancellationToken);
        }
    }
}

public static class ShopExample
{
    private static readonly string[] Shops = ["Lisbon", "Porto"];

    public static PipelineCatalog Catalog { get; } = new(new Pipeline("shops", [new TaskGroup("load", Shops.Select(shop => new LoadOrders(shop))), Sum()])
    {
        ModelConfigs = ModelConfigs.Empty.With(Model.Of<Orders>("Lisbon"), "path", "lisbon.csv").With(Model.Of<Orders>("Porto"), "path", "porto.csv"),
        Schedules = [new Schedule("nightly", new TimeOnly(2, 0), "Europe/Lisbon")],
    });

    private static EtlTask Sum() => EtlTask.Create("SumOrders", [.. Shops.Select(shop => Model.Of<Orders>(shop))], [Model.Of<Totals>()], async (context, cancellationToken) =>
    {
        foreach (var shop in Shops)
        {
            var orders = await context.Input(Model.Of<Orders>(shop)).ToListAsync(cancellationToken);
            await context.Output(Model.Of<Totals>()).WriteAsync(new Total(shop, orders.Count, orders.Sum(order => order.Amount)), cancellationToken);
        }
    });
}

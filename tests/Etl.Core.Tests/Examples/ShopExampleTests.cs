using System.Text;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Testing;

namespace Etl.Core.Tests.Examples;

/// <summary>The example of the documentation, run as its readers would run it.</summary>
public sealed class ShopExampleTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["lisbon.csv"] = "1,10.50\n2,4.50",
        ["porto.csv"] = "7,3.20",
    };

    [Fact]
    public async Task Pipeline_OfTheExample_RunsInProcess()
    {
        var pipeline = ShopExample.Catalog.Get("shops");
        var orchestrator = new Orchestrator(JobContext.ForTest(pipeline.Name), pipeline.Tasks, pipeline.ModelConfigs);

        var result = await orchestrator.RunAsync(openSource: (location, _) => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(Files[location]))));

        Assert.Equal(["LoadOrders.Lisbon", "LoadOrders.Porto", "SumOrders"], orchestrator.Plan.Tasks.Select(task => task.Name));
        Assert.Equal(["load", "load", ""], orchestrator.Plan.Tasks.Select(task => task.GroupPath));
        Assert.Equal([new Total("Lisbon", 2, 15m), new Total("Porto", 1, 3.2m)], result.EnsureSucceeded().Rows(Model.Of<Totals>()));
    }

    [Fact]
    public async Task Task_OfTheExample_IsTestedAlone()
    {
        var result = await new TaskTester(new LoadOrders("Faro")).WithSource("orders.csv", "9,1.25").RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal([new Order("9", 1.25m)], result.Rows(Model.Of<Orders>("Faro")));
    }
}

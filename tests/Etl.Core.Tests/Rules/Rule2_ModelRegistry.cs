using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>The registry collects the models of all Requires() and Provides(); one instance each; its ModelConfigs entry is applied.</summary>
public sealed class Rule2_ModelRegistry
{
    private static readonly ModelRef<Table> Orders = Model.Of<Table>("orders");
    private static readonly ModelRef<Table> Customers = Model.Of<Table>("customers");

    [Fact]
    public void Models_OfRequiresAndProvides_AreCollectedInTheOrderOfTheirFirstUse()
    {
        var orchestrator = Nodes.Orchestrate(
            Nodes.Task("Report", requires: ["b", "a"], provides: ["c"]),
            Nodes.Task("A", provides: ["a"]),
            Nodes.Task("B", provides: ["b"]));

        Assert.Equal(["Data.b", "Data.a", "Data.c"], orchestrator.Models.Models.Select(model => model.Name));
    }

    [Fact]
    public async Task Model_UsedByManyTasks_IsOneInstance()
    {
        var seen = new List<Table>();
        Task Look(TaskContext context, CancellationToken cancellationToken)
        {
            seen.Add(context.Model(Orders));
            return Task.CompletedTask;
        }

        var orchestrator = new Orchestrator(JobContext.ForTest(), [
            EtlTask.Create("Load", [], [Orders], (context, cancellationToken) =>
            {
                context.Output(Orders);
                return Look(context, cancellationToken);
            }),
            EtlTask.Create("Check", [Orders], [], Look),
            EtlTask.Create("Copy", [Model.Of<Table>("orders")], [], Look)]);
        (await orchestrator.RunAsync()).EnsureSucceeded();

        Assert.Equal(3, seen.Count);
        Assert.All(seen, table => Assert.Same(orchestrator.Models.Get("Table.orders"), table));
    }

    [Fact]
    public void Model_WithConfig_GetsItsOwnValuesAndTheDefaultsOfItsClass()
    {
        var configs = ModelConfigs.Empty.With("Table.orders", "database", "sales");

        var models = new Orchestrator(JobContext.ForTest(), [EtlTask.Create("Load", [], [Orders, Customers], (_, _) => Task.CompletedTask)], configs).Models;

        Assert.Equal(("sales", 100), ((Table)models.Get("Table.orders")).Settings);
        Assert.Equal(("main", 100), ((Table)models.Get("Table.customers")).Settings);
    }

    [Fact]
    public void Model_OfTwoOrchestrators_IsNotShared()
    {
        var task = EtlTask.Create("Load", [], [Orders], (_, _) => Task.CompletedTask);

        var first = new Orchestrator(JobContext.ForTest(), [task]).Models.Get("Table.orders");
        var second = new Orchestrator(JobContext.ForTest(), [task]).Models.Get("Table.orders");

        Assert.NotSame(first, second);
    }

    [Fact]
    public void UnknownModel_IsRefusedWithTheNearestName()
    {
        var models = Nodes.Orchestrate(Nodes.Task("A", provides: ["orders"])).Models;

        Assert.False(models.Contains("Data.order"));
        var exception = Assert.Throws<KeyNotFoundException>(() => models.Get("Data.order"));
        Assert.Equal("No task of this run requires or provides a model 'Data.order'. Did you mean 'Data.orders'?", exception.Message);
    }

    private sealed class Table(string database = "main", int batch = 100) : Model<Row>
    {
        public (string Database, int Batch) Settings => (database, batch);
    }
}

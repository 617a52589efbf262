using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Partitions;

public sealed class PartitionRangeTests
{
    private static readonly ModelRef<Daily> Days = Model.Of<Daily>();

    [Fact]
    public void For_LastThree_BeginsTwoBeforeTheOwn() =>
        Assert.Equal(new PartitionInterval("2016-02-28", "2016-03-01"), PartitionRange.Last(3).For(PartitionBy.Day, "2016-03-01"));

    [Fact]
    public void For_All_EndsWithTheOwnIfPartitionsAreDates()
    {
        Assert.Equal(new PartitionInterval(null, "2016-03"), PartitionRange.All.For(PartitionBy.Month, "2016-03"));
        Assert.Equal(new PartitionInterval(null, null), PartitionRange.All.For(PartitionBy.Parameter("region"), "north"));
    }

    [Theory]
    [InlineData("2016-02-27", false)]
    [InlineData("2016-02-28", true)]
    [InlineData("2016-03-01", true)]
    [InlineData("2016-03-02", false)]
    public void Interval_ContainsItsEnds(string key, bool expected) => Assert.Equal(expected, new PartitionInterval("2016-02-28", "2016-03-01").Contains(key));

    [Fact]
    public void Last_OfNothing_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => PartitionRange.Last(0));

    [Fact]
    public void Task_ThatRequiresAModelTwice_ReadsTheWiderRange()
    {
        var task = EtlTask.Create("Sum", [Days, Days.Last(3), Days.Last(7), Days.Last(2)], [Model.Of<Total>()], (_, _) => Task.CompletedTask);
        var planned = Assert.Single(Plan(task).Plan.Tasks);

        Assert.Equal(["Daily"], planned.Requires);
        Assert.Equal(PartitionRange.Last(7), planned.Ranges!["Daily"]);
    }

    [Fact]
    public void Plan_RangesOfModelsWithoutPartitions_AreReportedTogether()
    {
        var region = Model.Of<Regional>();
        var total = Model.Of<Total>();
        var problems = Assert.Throws<InvalidPlanException>(() => Plan(
            EtlTask.Create("A", [total.AllPartitions()], [Model.Of<Total>("a")], (_, _) => Task.CompletedTask),
            EtlTask.Create("B", [region.Last(2)], [Model.Of<Total>("b")], (_, _) => Task.CompletedTask),
            EtlTask.Create("C", [region.AllPartitions()], [Model.Of<Total>("c")], (_, _) => Task.CompletedTask))).Problems;

        Assert.Equal(
            ["Task 'A' reads partitions of 'Total', which has none. Override PartitionBy in its class, or require the model without Last() or AllPartitions().",
             "Task 'B' reads the last 2 partitions of 'Regional', which is divided by parameter region: only dates have an order in time. Use AllPartitions()."],
            problems.Select(problem => problem.Message));
    }

    [Fact]
    public void RunPartitions_AreThoseOfTheBusinessDate()
    {
        var job = JobContext.ForTest(businessDate: new DateOnly(2016, 3, 1));
        var orchestrator = new Orchestrator(job, [EtlTask.Create("Sum", [Days.Last(2)], [Model.Of<Total>()], (_, _) => Task.CompletedTask)], externalModels: [Days]);

        var partitions = RunPartitions.Of(orchestrator.Plan.Tasks, orchestrator.Models, job);

        Assert.Equal([new KeyValuePair<string, string>("Daily", "2016-03-01")], partitions.Own);
        Assert.Equal(new PartitionInterval("2016-02-29", "2016-03-01"), partitions.Describe(orchestrator.Plan.Tasks[0]).RangeOf("Daily"));
    }

    [Fact]
    public async Task InProcess_ReadsEarlierPartitionsAndItsOwnInOrder()
    {
        var total = Model.Of<Total>();
        var sum = EtlTask.Create("Sum", [Days.Last(3)], [total], async (context, token) =>
        {
            Assert.Equal(["2016-02-28", "2016-03-01"], context.Partitions(Days));
            Assert.Equal([4], await context.Input(Days, "2016-02-28", token).ToListAsync(token));
            await Assert.ThrowsAsync<PermanentTaskException>(async () => await context.Input(Days, "2016-02-27", token).ToListAsync(token));
            await context.Output(total).WriteAllAsync(context.Input(Days, token), token);
        });
        var load = EtlTask.Create("Load", [], [Days], (context, token) => context.Output(Days).WriteAllAsync([5, 6], token));
        var orchestrator = Plan(sum, load);

        var run = await orchestrator.RunAsync(new InMemoryModels().AddPartition(Days, "2016-02-27", 3).AddPartition(Days, "2016-02-28", 4), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal([4, 5, 6], run.Rows(total));
    }

    [Fact]
    public async Task InProcess_IncrementalModel_GetsItsPreviousVersion()
    {
        var history = Model.Of<History>();
        var append = EtlTask.Create("Append", [], [history], async (context, token) =>
        {
            await context.Output(history).WriteAllAsync(context.Previous(history, token), token);
            await context.Output(history).WriteAsync(context.HasPrevious(history) ? 2 : 1, token);
        });

        var first = await Plan(append).RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        var second = await Plan(append).RunAsync(new InMemoryModels().AddPrevious(history, first.Rows(history)), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([1], first.Rows(history));
        Assert.Equal([1, 2], second.Rows(history));
    }

    [Fact]
    public async Task InProcess_PreviousOfAModelThatIsNotIncremental_IsRefused()
    {
        var total = Model.Of<Total>();
        var task = EtlTask.Create("Append", [], [total], async (context, token) => await context.Output(total).WriteAllAsync(context.Previous(total, token), token));

        var run = await Plan(task).RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Task 'Append' reads the previous version of 'Total', which is not incremental. Override IsIncremental in its class.", Assert.Single(run.Tasks).Error!.Message);
    }

    private static Orchestrator Plan(params EtlTask[] tasks) =>
        new(JobContext.ForTest(businessDate: new DateOnly(2016, 3, 1)), tasks, externalModels: [Days, Model.Of<Regional>(), Model.Of<Total>()]);

    public sealed class Daily : Model<int>
    {
        public override PartitionBy PartitionBy => PartitionBy.Day;
    }

    public sealed class Regional : Model<int>
    {
        public override PartitionBy PartitionBy => PartitionBy.Parameter("region");
    }

    public sealed class History : Model<int>
    {
        public override bool IsIncremental => true;
    }

    public sealed class Total : Model<int>;
}

using System.Diagnostics;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>The order is topological and stable: among the tasks that are ready, the one that was given first comes first.</summary>
public sealed class Rule4_StableOrder
{
    [Fact]
    public void Tasks_WithoutConstraints_KeepTheGivenOrder() =>
        Assert.Equal(["Z", "A", "M"], Nodes.Order(Nodes.Task("Z"), Nodes.Task("A"), Nodes.Task("M")));

    [Fact]
    public void Tasks_GivenInAValidOrder_KeepIt() =>
        Assert.Equal(["Load", "Other", "Clean", "Last"], Nodes.Order(
            Nodes.Task("Load", provides: ["raw"]),
            Nodes.Task("Other"),
            Nodes.Task("Clean", requires: ["raw"]),
            Nodes.Task("Last")));

    [Fact]
    public void Task_ThatBecomesReady_OvertakesReadyTasksThatWereGivenLater() =>
        Assert.Equal(["Load", "First", "Third"], Nodes.Order(
            Nodes.Task("First", requires: ["raw"]),
            Nodes.Task("Load", provides: ["raw"]),
            Nodes.Task("Third")));

    [Fact]
    public void Order_WithinALevel_IsTheGivenOne()
    {
        var levels = Nodes.Levels(
            Nodes.Task("C2", requires: ["b"]),
            Nodes.Task("C1", requires: ["a"]),
            Nodes.Task("B", provides: ["b"]),
            Nodes.Task("A", provides: ["a"]));

        Assert.Equal([["B", "A"], ["C2", "C1"]], levels);
    }

    [Fact]
    public void Chain_OfAMillionTasksGivenBackwards_IsPlannedWithoutRecursion()
    {
        const int Length = 1_000_000;
        var nodes = new TaskNode[Length];
        for (var i = 0; i < Length; i++)
        {
            nodes[Length - 1 - i] = Nodes.Task($"T{i}", requires: i == 0 ? [] : [$"{i - 1}"], provides: [$"{i}"]);
        }

        var watch = Stopwatch.StartNew();
        var plan = Nodes.Orchestrate(nodes).Plan;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Length:N0} tasks in a chain: {watch.Elapsed.TotalSeconds:0.0} s, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB");

        Assert.Equal(Length, plan.Levels.Count);
        Assert.Equal("T0", plan.Tasks[0].Name);
        Assert.Equal($"T{Length - 1}", plan.Tasks[^1].Name);
        Assert.Equal([$"T{Length - 2}"], plan.Tasks[^1].Upstream);
    }

    [Fact]
    public void FanInAndOut_OfAHundredThousandTasks_HasThreeLevels()
    {
        const int Width = 100_000;
        var keys = Enumerable.Range(0, Width).Select(i => $"{i}").ToArray();
        TaskNode[] nodes = [
            Nodes.Task("Join", requires: keys),
            .. keys.Select(key => Nodes.Task($"T{key}", requires: ["raw"], provides: [key])),
            Nodes.Task("Load", provides: ["raw"])];

        var plan = Nodes.Orchestrate(nodes).Plan;

        Assert.Equal([1, Width, 1], plan.Levels.Select(level => level.Count));
        Assert.Equal(["Load", "T0", "T1"], plan.Tasks.Take(3).Select(task => task.Name));
        Assert.Equal(Width, plan.Tasks[^1].Upstream.Count);
    }
}

using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Groups are expanded into one flat task list; nesting is unlimited.</summary>
public sealed class Rule1_GroupExpansion
{
    [Fact]
    public void Groups_MixedWithTasks_AreExpandedDepthFirstInOrder()
    {
        var order = Nodes.Order(
            Nodes.Task("A"),
            Nodes.Group("outer", Nodes.Task("B"), Nodes.Group("inner", Nodes.Task("C"), Nodes.Task("D")), Nodes.Task("E")),
            Nodes.Task("F"));

        Assert.Equal(["A", "B", "C", "D", "E", "F"], order);
    }

    [Fact]
    public void GroupPath_OfNestedTask_NamesAllGroupsOutermostFirst()
    {
        var plan = Nodes.Orchestrate(
            Nodes.Task("A"),
            Nodes.Group("chains", Nodes.Group("resort", Nodes.Task("B")), Nodes.Task("C"))).Plan;

        Assert.Equal(["", "chains/resort", "chains"], plan.Tasks.Select(task => task.GroupPath));
    }

    [Fact]
    public void Group_WithoutTasks_AddsNothing() =>
        Assert.Equal(["A"], Nodes.Order(Nodes.Group("none"), Nodes.Task("A"), Nodes.Group("outer", Nodes.Group("inner"))));

    [Fact]
    public void Groups_DoNotConstrainTheOrder()
    {
        var order = Nodes.Order(
            Nodes.Group("reports", Nodes.Task("Report", requires: ["clean"])),
            Nodes.Group("cleaning", Nodes.Task("Clean", requires: ["raw"], provides: ["clean"])),
            Nodes.Group("raw", Nodes.Task("Load", provides: ["raw"])));

        Assert.Equal(["Load", "Clean", "Report"], order);
    }

    [Fact]
    public void Group_ChangedAfterItWasMade_KeepsItsTasks()
    {
        var tasks = new List<TaskNode> { Nodes.Task("A") };
        var group = new TaskGroup("group", tasks);

        tasks.Add(Nodes.Task("B"));

        Assert.Equal(["A"], Nodes.Order(group));
    }

    [Fact]
    public void Groups_TenThousandDeepWithATaskInEach_AreExpanded()
    {
        const int Depth = 10_000;
        TaskNode node = Nodes.Task("T10000");
        for (var i = Depth - 1; i >= 0; i--)
        {
            node = Nodes.Group($"g{i}", Nodes.Task($"T{i}"), node);
        }

        var plan = Nodes.Orchestrate(node).Plan;

        Assert.Equal(Enumerable.Range(0, Depth + 1).Select(i => $"T{i}"), plan.Tasks.Select(task => task.Name));
        Assert.Equal("g0/g1/g2", plan.Tasks[2].GroupPath);
        Assert.Equal(Depth, plan.Tasks[Depth].GroupPath.Split('/').Length);
    }
}

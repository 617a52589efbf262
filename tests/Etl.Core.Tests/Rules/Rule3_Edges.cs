using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Edges run from the provider of a model to each task that requires it.</summary>
public sealed class Rule3_Edges
{
    [Fact]
    public void Task_ThatRequires_ComesAfterItsProvider() =>
        Assert.Equal(["Load", "Clean"], Nodes.Order(Nodes.Task("Clean", requires: ["raw"]), Nodes.Task("Load", provides: ["raw"])));

    [Fact]
    public void Diamond_JoinsBehindBothBranches()
    {
        var plan = Nodes.Orchestrate(
            Nodes.Task("Join", requires: ["left", "right"]),
            Nodes.Task("Right", requires: ["raw"], provides: ["right"]),
            Nodes.Task("Left", requires: ["raw"], provides: ["left"]),
            Nodes.Task("Load", provides: ["raw"])).Plan;

        Assert.Equal(["Load", "Right", "Left", "Join"], plan.Tasks.Select(task => task.Name));
        Assert.Equal(["Right", "Left"], plan.Tasks[3].Upstream);
        Assert.Equal([1, 2, 2, 3], plan.Tasks.Select(task => task.Level));
    }

    [Fact]
    public void Task_ThatRequiresTwoModelsOfOneProvider_HasItUpstreamOnce()
    {
        var plan = Nodes.Orchestrate(Nodes.Task("Report", requires: ["a", "b"]), Nodes.Task("Load", provides: ["a", "b"])).Plan;

        Assert.Equal(["Load"], plan.Tasks[1].Upstream);
    }

    [Fact]
    public void Model_DeclaredTwiceByATask_CountsOnce()
    {
        var task = Nodes.Orchestrate(Nodes.Task("Load", provides: ["a", "a"]), Nodes.Task("Report", requires: ["a", "a"])).Plan.Tasks[1];

        Assert.Equal(["Data.a"], task.Requires);
        Assert.Equal(["Load"], task.Upstream);
    }

    [Fact]
    public void Upstream_IsInRunOrder()
    {
        var plan = Nodes.Orchestrate(
            Nodes.Task("Report", requires: ["c", "a", "b"]),
            Nodes.Task("A", provides: ["a"]),
            Nodes.Task("B", provides: ["b"]),
            Nodes.Task("C", provides: ["c"])).Plan;

        Assert.Equal(["A", "B", "C"], plan.Tasks[3].Upstream);
    }

    [Fact]
    public void Level_IsOneMoreThanTheHighestUpstreamLevel()
    {
        // A shortcut from the first to the last task of a chain does not lower the last one's level.
        var levels = Nodes.Levels(
            Nodes.Task("A", provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]),
            Nodes.Task("C", requires: ["a", "b"]),
            Nodes.Task("Free"));

        Assert.Equal([["A", "Free"], ["B"], ["C"]], levels);
    }

    [Fact]
    public void Declarations_AreReadOnce()
    {
        var calls = 0;
        var task = new FaultyTask
        {
            RequiresOf = () => { calls++; return []; },
            ProvidesOf = () => { calls++; return [Data.Of("a")]; },
        };

        var orchestrator = Nodes.Orchestrate(task);

        Assert.Equal(["Data.a"], orchestrator.Plan.Tasks[0].Provides);
        Assert.Equal(2, calls);
    }
}

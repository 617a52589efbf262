using Etl.Core.Tasks;
using static Etl.Core.Tests.Selection.Selections;

namespace Etl.Core.Tests.Selection;

public sealed class SelectionOperatorTests
{
    private static readonly TaskNode[] Hotels =
    [
        new TaskGroup("europe", [new TaskGroup("resort", [Tagged("Load.Resort", "raw"), Tagged("Clean.Resort")]) { Tags = ["nightly"] }, Tagged("Rates", "nightly", "raw")]),
        new TaskGroup("asia", [new TaskGroup("resort", [Tagged("Load.Spa")]), Tagged("Fees")]) { Tags = ["slow"] },
        Tagged("Report"),
    ];

    [Theory]
    [InlineData("C", "C")]
    [InlineData("+C", "A B C")]
    [InlineData("C+", "C D E")]
    [InlineData("+C+", "A B C D E")]
    [InlineData("1+C", "B C")]
    [InlineData("2+E", "C D E")]
    [InlineData("A+1", "A B")]
    [InlineData("1+C+1", "B C D")]
    [InlineData("0+C+0", "C")]
    [InlineData("9+C", "A B C")]
    [InlineData("A E", "A E")]
    [InlineData("E A A", "A E")]
    [InlineData("+D,B+", "B C D")]
    [InlineData("A+,+E,C", "C")]
    [InlineData("?", "A B C D E")]
    public void Chain_Selected(string select, string expected) => Assert.Equal(expected, Of(Chain, select));

    [Theory]
    [InlineData("+D", "A B C D")]
    [InlineData("1+D", "B C D")]
    [InlineData("A+1", "A B C")]
    [InlineData("B+", "B D")]
    [InlineData("+B", "A B")]
    [InlineData("B+,C+", "D")]
    [InlineData("+B,+C", "A")]
    public void Diamond_Selected(string select, string expected) => Assert.Equal(expected, Of(Diamond, select));

    [Theory]
    [InlineData("1+C", "A B C")]
    [InlineData("A+1", "A B C")]
    [InlineData("B+", "B C")]
    public void Triangle_Selected_WalksTheShortestWay(string select, string expected) => Assert.Equal(expected, Of(Triangle, select));

    [Theory]
    [InlineData("+E", "A B C E")]
    [InlineData("A+", "A C D E F")]
    [InlineData("+E,+F", "A B")]
    [InlineData("+C+", "A B C E")]
    [InlineData("C+ D+", "C D E F")]
    public void CrossedBranches_Selected(string select, string expected) => Assert.Equal(expected, Of(Crossed, select));

    [Theory]
    [InlineData(null, "C", "A B D E")]
    [InlineData(null, "C+", "A B")]
    [InlineData("+D", "1+C", "A D")]
    [InlineData("A+", "+A E", "B C D")]
    [InlineData("A+", "B,C", "A B C D E")]
    public void Exclusion_IsTakenAway(string? select, string exclude, string expected) => Assert.Equal(expected, Of(Chain, select, exclude));

    [Theory]
    [InlineData("group:europe", "Load.Resort Clean.Resort Rates")]
    [InlineData("group:resort", "Load.Resort Clean.Resort Load.Spa")]
    [InlineData("group:europe/resort", "Load.Resort Clean.Resort")]
    [InlineData("group:*/resort", "Load.Resort Clean.Resort Load.Spa")]
    [InlineData("group:a*", "Load.Spa Fees")]
    [InlineData("group:*", "Load.Resort Clean.Resort Rates Load.Spa Fees")]
    [InlineData("group:asia,group:resort", "Load.Spa")]
    public void Group_HasItsTasksAndThoseOfTheGroupsInIt(string select, string expected) => Assert.Equal(expected, Of(Hotels, select));

    [Theory]
    [InlineData("tag:raw", "Load.Resort Rates")]
    [InlineData("tag:nightly", "Load.Resort Clean.Resort Rates")]
    [InlineData("tag:slow", "Load.Spa Fees")]
    [InlineData("tag:nightly,tag:raw", "Load.Resort Rates")]
    [InlineData("tag:*", "Load.Resort Clean.Resort Rates Load.Spa Fees")]
    public void Tag_OfATaskOrOfAGroupAroundIt(string select, string expected) => Assert.Equal(expected, Of(Hotels, select));

    [Theory]
    [InlineData("model:Data.Rates", "Rates")]
    [InlineData("model:Data.Load.*", null)]
    [InlineData("model:*.R*", "Rates Report")]
    [InlineData("model:Data.A+", "A C D E F")]
    public void Model_SelectsTheTaskThatProvidesIt(string select, string? expected)
    {
        TaskNode[] nodes = select.EndsWith('+') ? Crossed : [T("Rates"), T("Report", "Rates"), T("Fees", "Rates")];

        if (expected is null)
        {
            Assert.Contains("it matches no task", Assert.Single(Problems(nodes, select)), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, Of(nodes, select));
        }
    }

    [Fact]
    public void Tags_OfATask_AreItsOwnThenThoseOfItsGroupsOutwards()
    {
        var plan = Plan(new TaskGroup("a", [new TaskGroup("b", [Tagged("T", "x", "y")]) { Tags = ["z", "x"] }]) { Tags = ["w", "y"] });

        Assert.Equal(["x", "y", "z", "w"], plan.Tasks[0].Tags);
    }

    [Fact]
    public void Wildcards_StandForMoreThanOneName_AndMayMatchNothingBesideOthers() => Assert.Equal("A B", Of(Chain, "X* ?,A B"));

    [Fact]
    public void DeepGroups_OneInTheOther_AreSelectedInLinearTime()
    {
        TaskNode inner = T("Deep");
        for (var i = 0; i < 20_000; i++)
        {
            inner = new TaskGroup($"g{i}", [T($"T{i}"), inner]) { Tags = i == 10_000 ? ["half"] : [] };
        }

        var plan = Plan(inner);

        Assert.Equal(10_002, Core.Selection.TaskSelection.Apply(plan, "tag:half", null).Tasks.Count);
        Assert.Equal(10_002, Core.Selection.TaskSelection.Apply(plan, "group:g10000", null).Tasks.Count);
        Assert.Equal(20_001, Core.Selection.TaskSelection.Apply(plan, "group:g19999", null).Tasks.Count);
    }

    [Fact]
    public void LongChain_IsWalkedWithoutRecursion()
    {
        const int Length = 200_000;
        var plan = Plan([T("T0"), .. Enumerable.Range(1, Length - 1).Select(i => T($"T{i}", $"T{i - 1}"))]);

        Assert.Equal(Length, Core.Selection.TaskSelection.Apply(plan, $"+T{Length - 1}", null).Tasks.Count);
        Assert.Equal(Length / 2, Core.Selection.TaskSelection.Apply(plan, $"T{Length / 2}+", null).Levels.Count);
    }
}

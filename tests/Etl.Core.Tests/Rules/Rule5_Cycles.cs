using Etl.Core.Planning;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Circular dependencies: each cycle as a path A -> B -> A, one for each strongly connected component.</summary>
public sealed class Rule5_Cycles
{
    [Fact]
    public void TwoTasks_ThatRequireEachOther_AreReportedAsAPathWithTheirModels()
    {
        var problem = Problems.Only<CircularDependencyProblem>(
            Nodes.Task("A", requires: ["b"], provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]));

        Assert.Equal(["A", "B", "A"], problem.Path);
        Assert.Equal(["Data.a", "Data.b"], problem.Models);
        Assert.Equal("circular-dependency", problem.Code);
        Assert.Equal(
            """
            Circular dependency: A -> B -> A ('B' requires 'Data.a' of 'A', 'A' requires 'Data.b' of 'B'). Take one of these models out of a Requires().
            """,
            problem.Message);
    }

    [Fact]
    public void Tasks_BehindACycle_AreNotBlamed()
    {
        var problem = Problems.Only<CircularDependencyProblem>(
            Nodes.Task("Before", provides: ["x"]),
            Nodes.Task("A", requires: ["x", "b"], provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]),
            Nodes.Task("Behind", requires: ["b"]));

        Assert.Equal(["A", "B", "A"], problem.Path);
    }

    [Fact]
    public void Cycles_OfSeparateTasks_AreReportedEach()
    {
        var problems = Problems.Of([
            Nodes.Task("A", requires: ["b"], provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]),
            Nodes.Task("C", requires: ["b", "e"], provides: ["c"]),
            Nodes.Task("D", requires: ["c"], provides: ["d"]),
            Nodes.Task("E", requires: ["d"], provides: ["e"])]).Problems.Cast<CircularDependencyProblem>().ToList();

        Assert.Equal([["A", "B", "A"], ["C", "D", "E", "C"]], problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Cycles_ThatAreEntangled_AreOneProblemWithAShortestPath()
    {
        var problem = Problems.Only<CircularDependencyProblem>(
            Nodes.Task("A", requires: ["c", "d"], provides: ["a"]),
            Nodes.Task("B", requires: ["a"], provides: ["b"]),
            Nodes.Task("C", requires: ["b"], provides: ["c"]),
            Nodes.Task("D", requires: ["a"], provides: ["d"]));

        Assert.Equal(["A", "D", "A"], problem.Path);
        Assert.Equal(4, problem.TaskCount);
        Assert.Equal(
            """
            Circular dependency: A -> D -> A ('D' requires 'Data.a' of 'A', 'A' requires 'Data.d' of 'D'). 4 tasks are entangled in cycles here; this is one of the cycles. Take one of these models out of a Requires().
            """,
            problem.Message);
    }

    [Fact]
    public void Ring_OfAHundredThousandTasks_IsOneProblemWithAReadableMessage()
    {
        const int Length = 100_000;
        var ring = Enumerable.Range(0, Length)
            .Select(TaskNode (i) => Nodes.Task($"T{i}", requires: [$"{(i + Length - 1) % Length}"], provides: [$"{i}"]))
            .ToArray();

        var problem = Problems.Only<CircularDependencyProblem>(ring);

        Assert.Equal(Length + 1, problem.Path.Count);
        Assert.Contains("T0 -> T1 -> T2 -> T3 -> T4 -> T5 -> (99989 more) -> T99995 -> T99996 -> T99997 -> T99998 -> T99999 -> T0", problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Message.Length, 1, 1000);
    }
}

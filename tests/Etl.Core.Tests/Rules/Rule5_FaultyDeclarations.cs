using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Tasks that can't say what they are.</summary>
public sealed class Rule5_FaultyDeclarations
{
    [Fact]
    public void Requires_ThatThrows_IsReportedWithItsError() => AssertFaulty(
        new FaultyTask { RequiresOf = () => throw new InvalidOperationException("no database") },
        "Task 'Faulty' can't be planned: Requires() threw InvalidOperationException: no database. A declaration is a fixed value that needs nothing from outside.");

    [Fact]
    public void Requires_ThatThrowsWhenItIsRead_IsReported() => AssertFaulty(
        new FaultyTask { RequiresOf = () => new LazyList() },
        "Task 'Faulty' can't be planned: Requires() threw NotSupportedException: lazy. A declaration is a fixed value that needs nothing from outside.");

    [Fact]
    public void Requires_ThatIsNull_IsReported() => AssertFaulty(
        new FaultyTask { RequiresOf = () => null! },
        "Task 'Faulty' can't be planned: Requires() is null. Return an empty list for none.");

    [Fact]
    public void Provides_WithANullModel_IsReported() => AssertFaulty(
        new FaultyTask { ProvidesOf = () => [Data.Of("a"), null!] },
        "Task 'Faulty' can't be planned: Provides() has a null among its models. Leave it out.");

    [Fact]
    public void Policy_ThatIsNull_IsReported() => AssertFaulty(
        new FaultyTask { PolicyOf = () => null! },
        "Task 'Faulty' can't be planned: Policy is null. Use TaskPolicy.Default.");

    [Fact]
    public void Policy_OutOfRange_IsReported() => AssertFaulty(
        new FaultyTask { PolicyOf = () => new() { MaxAttempts = 0 } },
        """
        Task 'Faulty' can't be planned: Policy threw ArgumentOutOfRangeException: A task has 1 to 100 attempts. (Parameter 'value')
        Actual value was 0. A declaration is a fixed value that needs nothing from outside.
        """);

    [Fact]
    public void Name_ThatIsNull_IsReportedWithTheClass() => AssertFaulty(
        new FaultyTask { NameOf = () => null! },
        "Task 'FaultyTask' can't be planned: Name is null. Give it a text.");

    [Fact]
    public void Null_AmongTheTasks_IsReportedWithItsGroup()
    {
        var problems = Problems.Of([Nodes.Task("A"), null!, Nodes.Group("chains", new TaskGroup("resort", [null!]))]).Problems;

        Assert.Equal(
            [
                "The tasks of the pipeline have a null among them. Leave out what does not apply, for example with Where(task => task is not null).",
                "The tasks of group 'chains/resort' have a null among them. Leave out what does not apply, for example with Where(task => task is not null).",
            ],
            problems.Select(problem => problem.Message));
    }

    [Fact]
    public void Task_WithAFault_IsPlannedAsFarAsItCanBe()
    {
        // Its output has a provider, whatever is wrong with its requirements.
        var problems = Problems.Of([
            new FaultyTask { RequiresOf = () => throw new InvalidOperationException("no database"), ProvidesOf = () => [Data.Of("a")] },
            Nodes.Task("Report", requires: ["a"])]).Problems;

        Assert.IsType<FaultyDeclarationProblem>(Assert.Single(problems));
    }

    private static void AssertFaulty(FaultyTask task, string message)
    {
        var problem = Problems.Only<FaultyDeclarationProblem>(task);
        Assert.Equal("faulty-declaration", problem.Code);
        Assert.Equal(message, problem.Message);
    }

    private sealed class LazyList : IReadOnlyList<ModelRef>
    {
        public int Count => throw new NotSupportedException("lazy");

        public ModelRef this[int index] => throw new NotSupportedException("lazy");

        public IEnumerator<ModelRef> GetEnumerator() => throw new NotSupportedException("lazy");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

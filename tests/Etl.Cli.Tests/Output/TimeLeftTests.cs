using Etl.Cli.Running;
using Etl.Core.Runs;
using static Etl.Cli.Tests.Output.Runs;

namespace Etl.Cli.Tests.Output;

public sealed class TimeLeftTests
{
    [Fact]
    public void WithoutEarlierRuns_ThereIsNoTimeLeft() => Assert.Null(TimeLeft.From([]));

    [Fact]
    public void RunsThatRanNothing_TellNothing() => Assert.Null(TimeLeft.From([Of(Ended("A", 1, 0, 1) with { Status = RunStatus.Reused })]));

    [Fact]
    public void Chain_TakesWhatItsTasksTookBefore()
    {
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 10), Ended("B", 2, 10, 20, 0, "A"), Ended("C", 3, 30, 5, 0, "B"))])!;

        Assert.Equal(35, Seconds(left, 0, Of(Pending("A", 1), Pending("B", 2, "A"), Pending("C", 3, "B"))));
        Assert.Equal(31, Seconds(left, 5, Of(AtWork("A", 1, 1), Pending("B", 2, "A"), Pending("C", 3, "B"))));
        Assert.Equal(5, Seconds(left, 50, Of(Ended("A", 1, 0, 10), AtWork("B", 2, 10, 0, 1, "A"), Pending("C", 3, "B"))));
    }

    [Fact]
    public void Work_IsSharedByAsManyTasksAsRanAtATimeBefore()
    {
        // Four tasks of 10 s, two at a time; the run stood still for an hour between them.
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 10), Ended("B", 1, 0, 10), Ended("C", 1, 3610, 10), Ended("D", 1, 3610, 10))])!;

        Assert.Equal(20, Seconds(left, 0, Of(Pending("A", 1), Pending("B", 1), Pending("C", 1), Pending("D", 1))));
        Assert.Equal(10, Seconds(left, 5, Of(AtWork("A", 1, 5), Ended("B", 1, 0, 5), Ended("C", 1, 0, 5), Ended("D", 1, 0, 5))));
    }

    [Fact]
    public void TaskThatDidNotRunBefore_MakesItUnknown()
    {
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 10))])!;

        Assert.Null(left.Of(Of(Pending("A", 1), Pending("New", 1)), Start));
        Assert.Equal(10, Seconds(left, 0, Of(Pending("A", 1), Ended("New", 1, 0, 1))));
    }

    [Fact]
    public void TaskThatWasTakenOverInTheNewestRun_TakesWhatItTookInTheOneBefore()
    {
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 0.01) with { Status = RunStatus.Reused }, Ended("B", 2, 0, 3)), Of(Ended("A", 1, 0, 10), Ended("B", 2, 10, 30))])!;

        Assert.Equal(13, Seconds(left, 0, Of(Pending("A", 1), Pending("B", 2, "A"))));
    }

    [Fact]
    public void WhatWaitsForAFailedTask_TakesNoTime()
    {
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 10), Ended("B", 2, 10, 20, 0, "A"), Ended("C", 3, 30, 20, 0, "B"), Ended("D", 1, 50, 5))])!;

        Assert.Equal(5, Seconds(left, 0, Of(Failed("A", 1, 0, "no"), Pending("B", 2, "A"), Pending("C", 3, "B"), Pending("D", 1))));
    }

    [Fact]
    public void NextToNothing_IsNotShown()
    {
        var left = TimeLeft.From([Of(Ended("A", 1, 0, 10))])!;

        Assert.Null(left.Of(Of(AtWork("A", 1, 0)), Start.AddSeconds(9.5)));
        Assert.Null(left.Of(Of(AtWork("A", 1, 0)), Start.AddSeconds(500)));
    }

    private static double? Seconds(TimeLeft left, double atSecond, Core.Registry.RunDocument run) => left.Of(run, Start.AddSeconds(atSecond))?.TotalSeconds;
}

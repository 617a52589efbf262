using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Pipelines;

public sealed class PipelineTests
{
    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a/b")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public void Name_ThatIsNoPartOfARunId_IsRefused(string? name)
    {
        var exception = Assert.Throws<ArgumentException>(() => new Pipeline(name!, []));

        Assert.Equal($"'{name}' can't be the name of a pipeline: use 1 to 40 letters, digits, dots, underscores and hyphens, starting with a letter or digit. (Parameter 'name')", exception.Message);
    }

    [Fact]
    public void Defaults_AreThoseOfANightlyLoad()
    {
        var pipeline = new Pipeline("shop", [Nodes.Task("A")]);

        Assert.Equal((1, "UTC", null), (pipeline.LagDays, pipeline.TimeZone, pipeline.Description));
        Assert.Same(ModelConfigs.Empty, pipeline.ModelConfigs);
        Assert.Empty(pipeline.Parameters);
        Assert.Empty(pipeline.Schedules);
        Assert.Empty(pipeline.ExternalModels);
        Assert.Equal(3, new Schedule("nightly", new TimeOnly(2, 0)).CatchUpDays);
    }

    [Fact]
    public void Parameters_OfOneName_AreRefused() => Assert.StartsWith(
        "Pipeline 'shop' has two parameters named 'since'. Give each a name of its own; case does not tell them apart.",
        Assert.Throws<ArgumentException>(() => new Pipeline("shop", []) { Parameters = [new("since"), new("Since")] }).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Schedules_OfOneName_AreRefused() => Assert.StartsWith(
        "Pipeline 'shop' has two schedules named 'nightly'. Give each a name of its own; case does not tell them apart.",
        Assert.Throws<ArgumentException>(() => new Pipeline("shop", []) { Schedules = [new("nightly", default), new("nightly", new TimeOnly(6, 0))] }).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("../a")]
    public void Parameter_WhoseNameIsNoPath_IsRefused(string name) => Assert.StartsWith(
        $"'{name}' can't be the name of a parameter: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.",
        Assert.Throws<ArgumentException>(() => new Parameter(name)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("every night")]
    [InlineData("a_b")]
    [InlineData("a234567890123456789012345678901")]
    public void Schedule_WhoseNameIsNoPartOfARunId_IsRefused(string name) => Assert.StartsWith(
        $"'{name}' can't be the name of a schedule: use 1 to 30 letters, digits and hyphens.",
        Assert.Throws<ArgumentException>(() => new Schedule(name, default)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void DayCounts_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pipeline("shop", []) { LagDays = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pipeline("shop", []) { LagDays = 367 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Schedule("nightly", default) { CatchUpDays = -1 });
        Assert.Equal(0, new Pipeline("shop", []) { LagDays = 0 }.LagDays);
    }

    [Fact]
    public void TasksPerActivity_AreUpTo50()
    {
        Assert.All([1, Pipeline.MaxTasksPerActivity], tasks => Assert.Equal(tasks, new Pipeline("sales", []) { TasksPerActivity = tasks }.TasksPerActivity));
        Assert.All([0, Pipeline.MaxTasksPerActivity + 1], tasks => Assert.Throws<ArgumentOutOfRangeException>(() => new Pipeline("sales", []) { TasksPerActivity = tasks }));
    }

    [Fact]
    public void AllModels_AreThoseOfTheTasksInOrderThenTheExternalOnes()
    {
        var pipeline = new Pipeline("shop", [
            Nodes.Group("g", Nodes.Task("B", requires: ["b"], provides: ["c"])),
            new FaultyTask { RequiresOf = () => throw new InvalidOperationException("left to the planner"), ProvidesOf = () => [Data.Of("d")] },
            Nodes.Task("A", requires: ["c"], provides: ["a"])])
        {
            ExternalModels = [Data.Of("b"), Data.Of("e")],
        };

        Assert.Equal(["Data.b", "Data.c", "Data.d", "Data.a", "Data.e"], pipeline.AllModels().Select(model => model.Name));
    }
}

using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Tasks;

public sealed class EtlTaskTests
{
    [Fact]
    public void Task_OfAClass_IsNamedLikeIt()
    {
        var task = new LoadOrders();

        Assert.Equal("LoadOrders", task.Name);
        Assert.Same(TaskPolicy.Default, task.Policy);
        Assert.Equal((null, null), (task.Description, task.Owner));
        Assert.Empty(task.Tags);
    }

    [Fact]
    public void Task_OfALambda_HasWhatItWasGiven()
    {
        var task = EtlTask.Create("Load", [Data.Of("a")], [Data.Of("b")], (_, _) => Task.CompletedTask, TaskPolicy.Once);

        Assert.Equal("Load", task.Name);
        Assert.Equal([Data.Of("a")], task.Requires());
        Assert.Equal([Data.Of("b")], task.Provides());
        Assert.Same(TaskPolicy.Once, task.Policy);
    }

    [Fact]
    public void Task_OfALambda_NeedsAllOfIt()
    {
        Assert.Throws<ArgumentNullException>("name", () => EtlTask.Create(null!, [], [], (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("requires", () => EtlTask.Create("A", null!, [], (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("provides", () => EtlTask.Create("A", [], null!, (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("run", () => EtlTask.Create("A", [], [], null!));
    }

    [Theory]
    [InlineData("Load.Resort_2-b", true)]
    [InlineData("2nd", true)]
    [InlineData("_a", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Name_IsPartOfAPath(string? name, bool valid) => Assert.Equal(valid, TaskName.IsValid(name));

    [Fact]
    public void Name_HasAtMost120Characters()
    {
        Assert.True(TaskName.IsValid(new string('a', 120)));
        Assert.False(TaskName.IsValid(new string('a', 121)));
    }

    private sealed class LoadOrders : EtlTask
    {
        public override IReadOnlyList<ModelRef> Requires() => [];

        public override IReadOnlyList<ModelRef> Provides() => [];

        public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

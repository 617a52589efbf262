using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Tests.Reuse;

public sealed class ReuseRulesTests
{
    private static readonly SourceReading Named = new("https://rates");
    private static readonly SourceReading Opened = new("/in.csv", "3 bytes") { WasOpened = true };
    private static readonly SourceReading Stateless = new("https://host/in.csv") { WasOpened = true };
    private static readonly SourceReading Keyed = new("https://host/in.csv" + SourceReading.HiddenQuery, "\"etag\"") { WasOpened = true };

    public static TheoryData<TaskReuse, bool, SourceReading[], string?> Cases => new()
    {
        { TaskReuse.Automatic, true, [], null },
        { TaskReuse.Automatic, false, [], "requires no model and opened no source" },
        { TaskReuse.Automatic, false, [Opened], null },
        { TaskReuse.Automatic, true, [Named], "reads 'https://rates' by its own means" },
        { TaskReuse.Automatic, true, [Opened, Named], "reads 'https://rates' by its own means" },
        { TaskReuse.Automatic, true, [Stateless], "nothing tells whether 'https://host/in.csv' has changed" },
        { TaskReuse.Deterministic, false, [], null },
        { TaskReuse.Deterministic, false, [Named], null },
        { TaskReuse.Deterministic, false, [Stateless], "nothing tells whether 'https://host/in.csv' has changed" },
        { TaskReuse.Deterministic, false, [Keyed], "nothing tells whether 'https://host/in.csv?…' has changed" },
        { TaskReuse.PerBusinessDate, false, [Named], null },
        { TaskReuse.Never, true, [], "TaskReuse.Never" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_AreReusable_AsThePolicyAndTheSourcesSay(TaskReuse reuse, bool requires, SourceReading[] sources, string? reason)
    {
        var task = Plan(EtlTask.Create("T", requires ? [Model.Of<Rows>("In")] : [], [Model.Of<Rows>("Out")], (_, _) => Task.CompletedTask, TaskPolicy.Default with { Reuse = reuse }));

        var why = ReuseRules.WhyNotReusable(task, sources);

        Assert.Equal(reason is null, why is null);
        Assert.Contains(reason ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void TaskWithoutOutputs_IsAlwaysRun() =>
        Assert.Equal("always run: it provides no model that could be taken over", ReuseRules.WhyAlwaysRun(Plan(EtlTask.Create("T", [Model.Of<Rows>("In")], [], (_, _) => Task.CompletedTask))));

    private static PlannedTask Plan(EtlTask task) => new Orchestrator(JobContext.ForTest(), [task], externalModels: [Model.Of<Rows>("In")]).Plan.Tasks[0];

    private sealed class Rows : Model<int>;
}

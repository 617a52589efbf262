using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Testing;

namespace Etl.Core.Tests.Reuse;

/// <summary>What a task asks for is recorded, whichever way it asks.</summary>
public sealed class TaskReadsTests
{
    [Fact]
    public Task Nothing_IsRead_ByATaskThatAsksForNothing() => ReadsAsync(_ => { }, []);

    [Fact]
    public Task NamesOfTheRun_DoNotCount() => ReadsAsync(context => Use(context.Job.RunId, context.Job.Pipeline, context.Job.StartedAt, context.Attempt), []);

    [Fact]
    public Task BusinessDateAndEnvironment_Count() => ReadsAsync(context => Use(context.Job.BusinessDate, context.Job.Environment), ["businessDate", "environment"]);

    [Fact]
    public Task Parameter_ByName_Counts() => ReadsAsync(context => Use(context.Job.Parameter("size")), ["parameter:size"]);

    [Fact]
    public Task Parameter_ByIndexer_Counts() => ReadsAsync(context => Use(context.Job.Parameters["size"]), ["parameter:size"]);

    [Fact]
    public Task Parameter_WithDefault_CountsAlsoWhenItIsNotThere() =>
        ReadsAsync(context => Use(context.Job.Parameters.GetValueOrDefault("size"), context.Job.Parameters.GetValueOrDefault("none"), context.Job.Parameters.ContainsKey("maybe")), ["parameter:maybe", "parameter:none", "parameter:size"]);

    [Fact]
    public Task ListedParameters_CountAsAll() => ReadsAsync(context => Use(context.Job.Parameters.ToList()), ["parameters"]);

    [Fact]
    public Task CountedParameters_CountAsAll() => ReadsAsync(context => Use(context.Job.Parameters.Count), ["parameters"]);

    [Fact]
    public Task CopyOfTheJob_StillRecords() => ReadsAsync(context => Use((context.Job with { RunId = "other" }).BusinessDate), ["businessDate"]);

    [Fact]
    public Task JobAsJson_HasEverything() => ReadsAsync(context => Use(JsonSerializer.Serialize(context.Job, RegistryJson.Options)), ["businessDate", "environment", "parameters"]);

    [Fact]
    public Task SettingsOfARequiredModel_Count_AndThoseOfAProvidedOneGoWithoutSaying() =>
        ReadsAsync(context => Use(context.Model(Model.Of<Text>("In")), context.Model(Model.Of<Text>("Out"))), ["model:Text.In"]);

    [Fact]
    public async Task RowsOfAnInput_AreNoSettings() => Assert.Empty(await ReadsAsync(async context => await context.Input(Model.Of<Text>("In")).CountAsync()));

    [Fact]
    public void Job_IsTheSameAsJson_WhetherItIsRecordedOrNot()
    {
        var job = JobContext.ForTest(parameters: new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1" });

        var back = JsonSerializer.Deserialize<JobContext>(JsonSerializer.Serialize(job, RegistryJson.Options), RegistryJson.Options)!;

        Assert.Equal((job.BusinessDate, job.Environment, "1"), (back.BusinessDate, back.Environment, back.Parameter("a")));
        Assert.Equal("""{"runId":"test-test","pipeline":"test","environment":"test","businessDate":"2026-01-01","startedAt":"2026-01-01T00:00:00+00:00","parameters":{"a":"1"}}""", Sorted(JsonSerializer.Serialize(job, RegistryJson.Options)));
    }

    private static string Sorted(string json)
    {
        // The order of members is nobody's business.
        string[] names = ["runId", "pipeline", "environment", "businessDate", "startedAt", "parameters"];
        using var document = JsonDocument.Parse(json);
        return $"{{{string.Join(',', names.Select(name => $"\"{name}\":{document.RootElement.GetProperty(name).GetRawText()}"))}}}";
    }

    private static async Task ReadsAsync(Action<TaskContext> ask, string[] expected) => Assert.Equal(expected, await ReadsAsync(context =>
    {
        ask(context);
        return Task.CompletedTask;
    }));

    private static async Task<IReadOnlyList<string>> ReadsAsync(Func<TaskContext, Task> ask)
    {
        IReadOnlyList<string> reads = [];
        var task = EtlTask.Create("T", [Model.Of<Text>("In")], [Model.Of<Text>("Out")], async (context, _) =>
        {
            await ask(context);
            context.Output(Model.Of<Text>("Out"));
            reads = context.Reads;
        });
        await new TaskTester(task).WithRows(Model.Of<Text>("In")).WithParameter("size", "1").RunAsync(TestContext.Current.CancellationToken);
        return reads;
    }

    private static void Use(params object?[] values) => Assert.NotNull(values);

    private sealed class Text(int size = 1) : Model<string>
    {
        public int Size => size;
    }
}

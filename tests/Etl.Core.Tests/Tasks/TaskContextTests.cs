using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Tasks;

/// <summary>A task uses what it has declared, the way it has declared it, and writes all that it provides.</summary>
public sealed class TaskContextTests
{
    private static readonly ModelRef<Data> In = Data.Of("in");
    private static readonly ModelRef<Data> Out = Data.Of("out");
    private static readonly ModelRef<Data> Other = Data.Of("other");
    private static readonly ModelRef<Summary> Total = Model.Of<Summary>();
    private static readonly ModelRef<Page> Report = Model.Of<Page>();

    [Fact]
    public async Task Input_ThatIsNotDeclared_IsRefused() => await AssertRefusedAsync(
        [Out],
        async (context, _) => await context.Input(Other).CountAsync(),
        "Task 'Load' reads model 'Data.other', which it has not declared. It requires 'Data.in'. Add 'Data.other' to Requires().");

    [Fact]
    public async Task Output_ThatIsNotDeclared_IsRefused() => await AssertRefusedAsync(
        [],
        (context, _) => Task.FromResult(context.Output(Other)),
        "Task 'Load' writes model 'Data.other', which it has not declared. It provides nothing. Add 'Data.other' to Provides().");

    [Fact]
    public async Task Input_ThatIsAnOutput_IsRefused() => await AssertRefusedAsync(
        [Out],
        async (context, _) => await context.Input(Out).CountAsync(),
        "Task 'Load' reads model 'Data.out', which it provides: an output can be read only after its task has ended. Keep what you need in the task, or read it in a later task.");

    [Fact]
    public async Task Output_ThatIsAnInput_IsRefused() => await AssertRefusedAsync(
        [Out],
        (context, _) => Task.FromResult(context.Output(In)),
        "Task 'Load' writes model 'Data.in', which it requires: an input is never changed. Write to a model of its own and add that to Provides().");

    [Fact]
    public async Task Settings_OfAModelThatIsNotDeclared_AreRefused() => await AssertRefusedAsync(
        [Out],
        (context, _) => Task.FromResult(context.Model(Other)),
        "Task 'Load' uses model 'Data.other', which it has not declared. It declares 'Data.in', 'Data.out'. Add 'Data.other' to Requires() or Provides().");

    [Fact]
    public async Task Outputs_ThatWereNotWritten_AreNamed() => await AssertRefusedAsync(
        [Out, Total, Report],
        (context, _) => Task.FromResult(context.Output(Out)),
        "Task 'Load' ended without writing 'Summary', 'Page', which it provides. Write it, if only with no rows (a call of Output is enough), or take it out of Provides().");

    [Fact]
    public async Task Document_WrittenTwice_IsRefused() => await AssertRefusedAsync(
        [Total],
        async (context, cancellationToken) =>
        {
            await context.WriteAsync(Total, new SummaryContent(1), cancellationToken);
            await context.WriteAsync(Total, new SummaryContent(2), cancellationToken);
        },
        "Task 'Load' writes 'Summary' twice in one attempt. An output that is not made of rows is written once.");

    [Fact]
    public async Task File_OpenedTwice_IsRefused() => await AssertRefusedAsync(
        [Report],
        async (context, cancellationToken) =>
        {
            await using var first = await context.OpenOutputAsync(Report, cancellationToken);
            await using var second = await context.OpenOutputAsync(Report, cancellationToken);
        },
        "Task 'Load' writes 'Page' twice in one attempt. An output that is not made of rows is written once.");

    [Fact]
    public async Task Document_ThatIsNull_IsRefused()
    {
        var task = await RunAsync([Total], (context, cancellationToken) => context.WriteAsync(Total, null!, cancellationToken));

        Assert.Equal("ArgumentNullException", task.Error!.Type);
    }

    [Fact]
    public async Task Output_AskedForTwice_IsOneWriter()
    {
        var task = await RunAsync([Out], async (context, cancellationToken) =>
        {
            await context.Output(Out).WriteAsync(new Row("a"), cancellationToken);
            await context.Output(Out).WriteAsync(new Row("b"), cancellationToken);
            Assert.Equal(2, context.Output(Out).Rows);
        });

        Assert.Null(task.Error);
        Assert.Equal(2, task.Rows);
    }

    [Fact]
    public async Task Output_WithNoRows_IsWritten()
    {
        var task = await RunAsync([Out], (context, _) => Task.FromResult(context.Output(Out)));

        Assert.Equal((RunStatus.Succeeded, 0L), (task.Status, task.Rows));
    }

    [Fact]
    public async Task Types_AreFoundByTheCompiler()
    {
        // No type argument anywhere: this test is that it compiles.
        var task = await RunAsync([Out, Total, Report], async (context, cancellationToken) =>
        {
            Data settings = context.Model(In);
            IAsyncEnumerable<Row> rows = context.Input(In, cancellationToken);
            IRowWriter<Row> writer = context.Output(Out);
            await writer.WriteAllAsync(rows, cancellationToken);
            await context.WriteAsync(Total, new(settings.Name.Length), cancellationToken);
            Stream stream = await context.OpenOutputAsync(Report, cancellationToken);
            await stream.DisposeAsync();
            context.RecordSource("https://example.org/rates", "etag-1");
        });

        Assert.Null(task.Error);
    }

    private static async Task AssertRefusedAsync(IReadOnlyList<ModelRef> provides, Func<TaskContext, CancellationToken, Task> run, string message)
    {
        var task = await RunAsync(provides, run);

        Assert.Equal(new TaskError("UndeclaredModelException", message), task.Error);
        Assert.Equal(1, task.Attempts);
    }

    private static async Task<TaskResult> RunAsync(IReadOnlyList<ModelRef> provides, Func<TaskContext, CancellationToken, Task> run)
    {
        var task = EtlTask.Create("Load", [In], provides, run, new TaskPolicy { FirstRetryDelay = TimeSpan.Zero });
        var orchestrator = new Orchestrator(JobContext.ForTest(), [task, Nodes.Task("Elsewhere", provides: ["other"])], externalModels: [In]);
        var result = await orchestrator.RunAsync(new InMemoryModels().Add(In, new Row("a")));
        return result.Tasks.Single(task => task.Task == "Load");
    }
}

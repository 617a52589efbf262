using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Orchestrator.RunAsync runs the plan in this process, one task after another in the sorted order.</summary>
public sealed class Rule6_InProcessRun
{
    private static readonly ModelRef<Data> Raw = Data.Of("raw");
    private static readonly ModelRef<Data> Clean = Data.Of("clean");
    private static readonly ModelRef<Summary> Count = Model.Of<Summary>();
    private static readonly ModelRef<Page> Report = Model.Of<Page>();

    [Fact]
    public async Task Run_HandsOutputsFromTaskToTask_AndReturnsThem()
    {
        var result = await new Orchestrator(JobContext.ForTest(), [WriteReport(), Summarise(), CleanRows(), LoadRows("a", " b ")]).RunAsync();

        Assert.Equal(RunStatus.Succeeded, result.EnsureSucceeded().Status);
        Assert.Equal(["LoadRows", "CleanRows", "Summarise", "WriteReport"], result.Tasks.Select(task => task.Task));
        Assert.Equal([new Row("a"), new Row(" b ")], result.Rows(Raw));
        Assert.Equal([new Row("a"), new Row("b")], result.Rows(Clean));
        Assert.Equal(new SummaryContent(2), result.Document(Count));
        Assert.Equal("<p>2</p>"u8.ToArray(), result.File(Report));
    }

    [Fact]
    public async Task Result_OfEachTask_CountsItsRowsAndBytes()
    {
        var result = await new Orchestrator(JobContext.ForTest(), [LoadRows("a", "b"), CleanRows(), Summarise(), WriteReport()]).RunAsync();

        // A row is its JSON and a line feed; a document counts as one row, a file as none.
        Assert.Equal([2L, 2L, 1L, 0L], result.Tasks.Select(task => task.Rows));
        Assert.Equal([2L * """{"text":"a"}.""".Length, 26L, """{"count":2}""".Length, "<p>2</p>".Length], result.Tasks.Select(task => task.Bytes));
    }

    [Fact]
    public async Task Tasks_AreRunOneAfterAnother()
    {
        var running = 0;
        var log = new List<string>();
        EtlTask Slow(string name) => EtlTask.Create(name, [], [], async (_, _) =>
        {
            Assert.Equal(1, ++running);
            await Task.Yield();
            log.Add(name);
            running--;
        });

        (await new Orchestrator(JobContext.ForTest(), [Slow("B"), Slow("A"), Slow("C")]).RunAsync()).EnsureSucceeded();

        Assert.Equal(["B", "A", "C"], log);
    }

    [Fact]
    public async Task Task_ThatFails_SkipsWhatDependsOnItAndNothingElse()
    {
        var result = await new Orchestrator(JobContext.ForTest("shop"), [
            EtlTask.Create("Load", [], [Raw], (_, _) => throw new PermanentTaskException("row 17 has no date")),
            CleanRows(),
            Summarise(),
            Nodes.Task("Independent", provides: ["x"]),
            Nodes.Task("Behind", requires: ["x"])]).RunAsync();

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal(
            [RunStatus.Failed, RunStatus.Skipped, RunStatus.Skipped, RunStatus.Succeeded, RunStatus.Succeeded],
            result.Tasks.Select(task => task.Status));
        Assert.Equal([1, 0, 0, 1, 1], result.Tasks.Select(task => task.Attempts));
        Assert.Equal(new TaskError("PermanentTaskException", "row 17 has no date"), result.Tasks[0].Error);
    }

    [Fact]
    public async Task EnsureSucceeded_OfAFailedRun_ListsEveryErrorAndKeepsTheExceptions()
    {
        var boom = new InvalidOperationException("boom");
        var bang = new PermanentTaskException("bang");
        var result = await new Orchestrator(JobContext.ForTest("shop"), [
            EtlTask.Create("A", [], [], (_, _) => throw boom, TaskPolicy.Once),
            EtlTask.Create("B", [], [], (_, _) => throw bang, TaskPolicy.Once)]).RunAsync();

        var exception = Assert.Throws<InvalidOperationException>(result.EnsureSucceeded);

        Assert.Equal(
            """
            Run 'shop-test' of pipeline 'shop' failed:
              - A: boom
              - B: bang
            """,
            exception.Message);
        Assert.Equal([boom, bang], Assert.IsType<AggregateException>(exception.InnerException).InnerExceptions);
    }

    [Fact]
    public async Task Orchestrator_CanRunMoreThanOnce()
    {
        var orchestrator = new Orchestrator(JobContext.ForTest(), [LoadRows("a"), CleanRows()]);

        var first = await orchestrator.RunAsync();
        var second = await orchestrator.RunAsync();

        Assert.Single(first.EnsureSucceeded().Rows(Clean));
        Assert.Single(second.EnsureSucceeded().Rows(Clean));
    }

    [Fact]
    public async Task Model_ThatWasNotWritten_IsRefusedByName()
    {
        var result = await new Orchestrator(JobContext.ForTest(), [EtlTask.Create("Load", [], [Raw], (_, _) => throw new PermanentTaskException("no"))]).RunAsync();

        var exception = Assert.Throws<KeyNotFoundException>(() => result.Rows(Raw));
        Assert.Equal("Model 'Data.raw' has no content: it was not written, or not given to the run.", exception.Message);
    }

    [Fact]
    public async Task Source_IsOpenedByTheGivenFunction()
    {
        EtlTask[] tasks = [EtlTask.Create("Load", [], [Raw], async (context, cancellationToken) =>
        {
            using var reader = new StreamReader(await context.OpenSourceAsync("orders.txt", cancellationToken));
            await context.Output(Raw).WriteAsync(new Row(await reader.ReadToEndAsync(cancellationToken)), cancellationToken);
        })];

        var result = await new Orchestrator(JobContext.ForTest(), tasks).RunAsync(openSource: (location, _) => Task.FromResult<Stream>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"text of {location}"))));

        Assert.Equal([new Row("text of orders.txt")], result.Rows(Raw));
    }

    [Fact]
    public async Task Source_WithoutAWayToOpenIt_IsRefusedWithTheWayOut()
    {
        EtlTask[] tasks = [EtlTask.Create("Load", [], [], async (context, cancellationToken) => await context.OpenSourceAsync("orders.txt", cancellationToken))];

        var task = Assert.Single((await new Orchestrator(JobContext.ForTest(), tasks).RunAsync()).Tasks);

        Assert.Equal(1, task.Attempts);
        Assert.Equal("This in-process run was given no way to open sources, so 'orders.txt' can't be read. Give RunAsync an openSource, or run the pipeline with 'etl run'.", task.Error!.Message);
    }

    private static EtlTask LoadRows(params string[] texts) => EtlTask.Create("LoadRows", [], [Raw], (context, cancellationToken) =>
        context.Output(Raw).WriteAllAsync(texts.Select(text => new Row(text)), cancellationToken));

    private static EtlTask CleanRows() => EtlTask.Create("CleanRows", [Raw], [Clean], (context, cancellationToken) =>
        context.Output(Clean).WriteAllAsync(context.Input(Raw, cancellationToken).Select(row => new Row(row.Text.Trim())), cancellationToken));

    private static EtlTask Summarise() => EtlTask.Create("Summarise", [Clean], [Count], async (context, cancellationToken) =>
        await context.WriteAsync(Count, new SummaryContent(await context.Input(Clean).CountAsync(cancellationToken)), cancellationToken));

    private static EtlTask WriteReport() => EtlTask.Create("WriteReport", [Count], [Report], async (context, cancellationToken) =>
    {
        var summary = await context.ReadAsync(Count, cancellationToken);
        await using var stream = await context.OpenOutputAsync(Report, cancellationToken);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"<p>{summary.Count}</p>"), cancellationToken);
    });
}

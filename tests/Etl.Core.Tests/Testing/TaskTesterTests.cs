using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;
using Etl.Testing;
using Microsoft.Extensions.Logging;

namespace Etl.Core.Tests.Testing;

public sealed class TaskTesterTests
{
    private static readonly ModelRef<Data> In = Data.Of("in");
    private static readonly ModelRef<Table> Out = Model.Of<Table>("out");
    private static readonly ModelRef<Summary> Total = Model.Of<Summary>();
    private static readonly ModelRef<Page> Logo = Model.Of<Page>();

    [Fact]
    public async Task Task_RunsOnWhatItIsGiven()
    {
        var task = EtlTask.Create("Price", [In, Total, Logo], [Out], async (context, cancellationToken) =>
        {
            using var logo = new StreamReader(await context.OpenInputAsync(Logo, cancellationToken));
            using var source = new StreamReader(await context.OpenSourceAsync("rates.txt", cancellationToken));
            var words = new List<string>
            {
                context.Model(Out).Database,
                context.Job.Parameter("currency"),
                $"{context.Job.BusinessDate:yyyy-MM-dd}",
                $"{(await context.ReadAsync(Total, cancellationToken)).Count}",
                await logo.ReadToEndAsync(cancellationToken),
                await source.ReadToEndAsync(cancellationToken),
            };
            await context.Output(Out).WriteAllAsync(context.Input(In, cancellationToken), cancellationToken);
            await context.Output(Out).WriteAllAsync(words.Select(word => new Row(word)), cancellationToken);
        });

        var result = await new TaskTester(task)
            .WithRows(In, new Row("first"))
            .WithDocument(Total, new SummaryContent(3))
            .WithFile(Logo, "<svg/>"u8.ToArray())
            .WithSource("rates.txt", "1.08")
            .WithConfig(Out, "database", "sales")
            .WithParameter("currency", "EUR")
            .OnBusinessDate(new DateOnly(2026, 1, 31))
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["first", "sales", "EUR", "2026-01-31", "3", "<svg/>", "1.08"], result.Rows(Out).Select(row => row.Text));
        Assert.Equal(7, Assert.Single(result.Tasks).Rows);
    }

    [Fact]
    public async Task Task_ThatThrows_ThrowsThatAtTheFirstAttempt()
    {
        var attempts = 0;
        var boom = new IOException("gone");
        var task = EtlTask.Create("Load", [], [], (_, _) =>
        {
            attempts++;
            throw boom;
        });

        Assert.Same(boom, await Assert.ThrowsAsync<IOException>(() => new TaskTester(task).RunAsync()));
        Assert.Equal(1, attempts);
        Assert.Contains(nameof(Task_ThatThrows_ThrowsThatAtTheFirstAttempt), boom.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_ThatDoesNotWriteItsOutput_Fails() => await Assert.ThrowsAsync<UndeclaredModelException>(
        () => new TaskTester(EtlTask.Create("Load", [], [Out], (_, _) => Task.CompletedTask)).RunAsync());

    [Fact]
    public async Task Task_WithAFaultyConfig_Fails() => await Assert.ThrowsAsync<InvalidPlanException>(
        () => new TaskTester(Nodes.Task("Load", provides: ["a"])).WithConfig(Data.Of("a"), "database", "sales").RunAsync());

    [Fact]
    public async Task Inputs_ThatWereNotGiven_AreNamed()
    {
        var tester = new TaskTester(EtlTask.Create("Load", [In, Total], [], (_, _) => Task.CompletedTask)).WithRows(In);

        Assert.Equal(
            "Task 'Load' requires 'Summary', which the test has not given. Call WithRows (with no rows, if there are none), WithDocument or WithFile.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => tester.RunAsync())).Message);
    }

    [Fact]
    public void Input_ThatTheTaskDoesNotRequire_IsRefused()
    {
        var tester = new TaskTester(EtlTask.Create("Load", [In], [], (_, _) => Task.CompletedTask));

        Assert.Equal(
            "Task 'Load' does not require 'Table.out'. It requires 'Data.in'. (Parameter 'model')",
            Assert.Throws<ArgumentException>(() => tester.WithRows(Out, new Row("a"))).Message);
    }

    [Fact]
    public async Task Source_ThatWasNotGiven_IsNamed()
    {
        var task = EtlTask.Create("Load", [], [], async (context, cancellationToken) => await context.OpenSourceAsync("b.csv", cancellationToken));

        Assert.Equal(
            "The test has given only 'a.csv', so 'b.csv' can't be opened. Call WithSource(\"b.csv\", content).",
            (await Assert.ThrowsAsync<PermanentTaskException>(() => new TaskTester(task).WithSource("a.csv", "").RunAsync())).Message);
    }

    [Fact]
    public async Task Tester_CanBeRunAgainWithMore()
    {
        var tester = new TaskTester(EtlTask.Create("Copy", [In], [Out], (context, cancellationToken) => context.Output(Out).WriteAllAsync(context.Input(In, cancellationToken), cancellationToken)));

        Assert.Empty((await tester.WithRows(In).RunAsync()).Rows(Out));
        Assert.Equal([new Row("a")], (await tester.WithRows(In, new Row("a")).RunAsync()).Rows(Out));
    }

    [Fact]
    public async Task Logging_OfTheTask_CanBeSeen()
    {
        using var log = new CapturingLoggerFactory();
        var task = EtlTask.Create("Load", [], [], (context, _) =>
        {
            context.Logger.LogWarning("3 rows have no date");
            return Task.CompletedTask;
        });

        await new TaskTester(task).WithLogging(log).RunAsync();

        Assert.Contains("3 rows have no date", log.Texts);
    }

    private sealed class Table(string database = "main") : Model<Row>
    {
        public string Database => database;
    }
}

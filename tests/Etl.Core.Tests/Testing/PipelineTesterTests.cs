using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Testing;

namespace Etl.Core.Tests.Testing;

public sealed class PipelineTesterTests
{
    private static readonly ModelRef<Word> Given = Model.Of<Word>("given");
    private static readonly ModelRef<Word> Out = Model.Of<Word>("out");
    private static readonly ModelRef<Word> Last = Model.Of<Word>("last");
    private static readonly ModelRef<Log> History = Model.Of<Log>();

    [Fact]
    public async Task Pipeline_RunsOnWhatItIsGiven()
    {
        var result = await new PipelineTester(Pipeline(tags: "a"))
            .WithRows(Given, "x")
            .WithSource("rates.txt", "1.08")
            .WithConfig(Out, "prefix", "p-")
            .WithParameter("currency", "EUR")
            .WithPrevious(History, "before")
            .OnBusinessDate(new DateOnly(2026, 1, 31))
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["p-x", "1.08", "EUR", "mild", "2026-01-31"], result.EnsureSucceeded().Rows(Out));
        Assert.Equal(["before", "5"], result.Rows(History));
        Assert.Equal(["Say", "Note"], result.Tasks.Select(task => task.Task));
    }

    [Theory]
    [InlineData("one", "one two")]
    [InlineData(null, "two")]
    public async Task IncrementalDocument_IsGivenItsPreviousVersion_OrHasNone(string? previous, string expected)
    {
        var notes = Model.Of<Notes>();
        var append = EtlTask.Create("Append", [], [notes], async (context, token) =>
            await context.WriteAsync(notes, string.Join(' ', new[] { await context.ReadPreviousAsync(notes, token), "two" }.OfType<string>()), token));
        var tester = new PipelineTester(new Pipeline("notes", [append]));
        var result = await (previous is null ? tester : tester.WithPreviousDocument(notes, previous)).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.EnsureSucceeded().Document(notes));
    }

    [Fact]
    public async Task Pipeline_WithoutItsInputs_NamesAllOfThemAtOnce()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => new PipelineTester(Pipeline()).RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("the external model 'Word.given'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the parameter 'currency'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ThePipelineDoesNotKnow_IsRefusedWithWhatItKnows()
    {
        var tester = new PipelineTester(Pipeline());

        Assert.Contains("makes 'Word.out' itself", Assert.Throws<ArgumentException>(() => tester.WithRows(Out, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Word.given'?", Assert.Throws<ArgumentException>(() => tester.WithRows(Model.Of<Word>("giver"), "x")).Message, StringComparison.Ordinal);
        Assert.Contains("It has: 'currency', 'tone'", Assert.Throws<ArgumentException>(() => tester.WithParameter("money", "EUR")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tester.WithPrevious(Given, "x"));
        Assert.Throws<ArgumentException>(() => tester.WithPartition(Last, "2026", "x"));
    }

    [Fact]
    public async Task Task_ThatFails_IsNotTriedAgainAndItsExceptionIsThere()
    {
        var boom = new IOException("gone");
        var attempts = 0;
        var load = EtlTask.Create("Load", [], [Out], (_, _) => ++attempts > 0 ? throw boom : Task.CompletedTask, new TaskPolicy { MaxAttempts = 5 });
        var pipeline = new Pipeline("p", [new TaskGroup("g", [load]), EtlTask.Create("Copy", [Out], [Last], (_, _) => Task.CompletedTask)]);

        var result = await new PipelineTester(pipeline).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((RunStatus.Failed, 1), (result.Status, attempts));
        Assert.Equal([RunStatus.Failed, RunStatus.Skipped], result.Tasks.Select(task => task.Status));
        Assert.Same(boom, result.Tasks[0].Exception);
        Assert.Same(boom, Assert.Throws<InvalidOperationException>(result.EnsureSucceeded).InnerException);
    }

    [Fact]
    public async Task Checks_AreComputed()
    {
        var pipeline = new Pipeline("p", [EtlTask.Create("Say", [], [Out], (context, cancellationToken) => context.Output(Out).WriteAsync("", cancellationToken).AsTask())]);

        var result = await new PipelineTester(pipeline).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains("something is said", Assert.Single(result.Tasks[0].Checks).Check, StringComparison.Ordinal);
    }

    private static Pipeline Pipeline(params string[] tags) => new("words",
    [
        new TaskGroup("speak",
        [
            EtlTask.Create("Say", [Given], [Out], async (context, cancellationToken) =>
            {
                using var rates = new StreamReader(await context.OpenSourceAsync("rates.txt", cancellationToken));
                var prefix = context.Model(Out).Prefix;
                await context.Output(Out).WriteAllAsync(context.Input(Given, cancellationToken).Select(word => prefix + word), cancellationToken);
                string[] more = [await rates.ReadToEndAsync(cancellationToken), context.Job.Parameter("currency"), context.Job.Parameter("tone"), $"{context.Job.BusinessDate:yyyy-MM-dd}"];
                await context.Output(Out).WriteAllAsync(more, cancellationToken);
            }),
        ]) { Tags = tags },
        EtlTask.Create("Note", [Out], [History], async (context, cancellationToken) =>
        {
            await context.Output(History).WriteAllAsync(context.Previous(History, cancellationToken), cancellationToken);
            await context.Output(History).WriteAsync($"{await context.Input(Out, cancellationToken).CountAsync(cancellationToken)}", cancellationToken);
        }),
    ])
    {
        ExternalModels = [Given],
        Parameters = [new Parameter("currency"), new Parameter("tone", "mild")],
        ModelConfigs = ModelConfigs.Empty.With(Out, "prefix", "from the pipeline"),
    };

    private sealed class Word(string prefix = "") : Model<string>
    {
        public string Prefix => prefix;

        public override IReadOnlyList<ModelCheck<string>> Checks => [Check.That("something is said", word => word.Length > 0)];
    }

    private sealed class Log : Model<string>
    {
        public override bool IsIncremental => true;
    }

    private sealed class Notes : DocumentModel<string>
    {
        public override bool IsIncremental => true;
    }
}

using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>A model that another pipeline provides is declared as external, and is an error when there is no version of it.</summary>
public sealed class Rule8_ExternalModels
{
    private static readonly ModelRef<Data> Rates = Data.Of("rates");
    private static readonly ModelRef<Data> Prices = Data.Of("prices");
    private static readonly ModelRef<Summary> Totals = Model.Of<Summary>();
    private static readonly ModelRef<Page> Logo = Model.Of<Page>();

    private static readonly EtlTask Price = EtlTask.Create("Price", [Rates], [Prices], (context, cancellationToken) =>
        context.Output(Prices).WriteAllAsync(context.Input(Rates), cancellationToken));

    [Fact]
    public void ExternalModel_NeedsNoProvider() =>
        Assert.Equal(["Data.rates"], new Orchestrator(JobContext.ForTest(), [Price], externalModels: [Rates, Totals]).Plan.ExternalModels);

    [Fact]
    public async Task ExternalModel_ThatWasGiven_IsRead()
    {
        var orchestrator = new Orchestrator(JobContext.ForTest(), [Price], externalModels: [Rates]);

        var result = await orchestrator.RunAsync(new InMemoryModels().Add(Rates, new Row("1.08"), new Row("0.92")));

        Assert.Equal([new Row("1.08"), new Row("0.92")], result.EnsureSucceeded().Rows(Prices));
    }

    [Fact]
    public async Task ExternalDocumentAndFile_ThatWereGiven_AreRead()
    {
        var seen = "";
        var task = EtlTask.Create("Read", [Totals, Logo], [], async (context, cancellationToken) =>
        {
            var document = await context.ReadAsync(Totals, cancellationToken);
            using var reader = new StreamReader(await context.OpenInputAsync(Logo, cancellationToken));
            seen = $"{document.Count} {await reader.ReadToEndAsync(cancellationToken)}";
        });

        var models = new InMemoryModels().AddDocument(Totals, new SummaryContent(3)).AddFile(Logo, "<svg/>"u8.ToArray());
        (await new Orchestrator(JobContext.ForTest(), [task], externalModels: [Totals, Logo]).RunAsync(models)).EnsureSucceeded();

        Assert.Equal("3 <svg/>", seen);
    }

    [Fact]
    public async Task ExternalModels_ThatWereNotGiven_AreNamedBeforeAnythingRuns()
    {
        var ran = false;
        var task = EtlTask.Create("Price", [Rates, Totals], [], (_, _) =>
        {
            ran = true;
            return Task.CompletedTask;
        });
        var orchestrator = new Orchestrator(JobContext.ForTest("shop"), [task], externalModels: [Rates, Totals]);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => orchestrator.RunAsync());

        Assert.Equal("Pipeline 'shop' reads external models that were not given to the run: 'Data.rates', 'Summary'. Give them as externalModels.", exception.Message);
        Assert.False(ran);
    }

    [Fact]
    public void ExternalModel_ThatATaskProvides_IsReadFromThatTask()
    {
        var provider = EtlTask.Create("Import", [], [Rates], (_, _) => Task.CompletedTask);

        var plan = new Orchestrator(JobContext.ForTest(), [Price, provider], externalModels: [Rates]).Plan;

        Assert.Empty(plan.ExternalModels);
        Assert.Equal(["Import", "Price"], plan.Tasks.Select(task => task.Name));
    }

    [Fact]
    public async Task GivenModels_AreNotChangedByTheRun()
    {
        var given = new InMemoryModels().Add(Rates, new Row("1.08"));
        var orchestrator = new Orchestrator(JobContext.ForTest(), [Price], externalModels: [Rates]);

        await orchestrator.RunAsync(given);

        Assert.Equal([new Row("1.08")], (await orchestrator.RunAsync(given)).EnsureSucceeded().Rows(Prices));
        var reader = new Orchestrator(JobContext.ForTest(), [EtlTask.Create("Read", [Prices], [], (_, _) => Task.CompletedTask)], externalModels: [Prices]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.RunAsync(given));
    }
}

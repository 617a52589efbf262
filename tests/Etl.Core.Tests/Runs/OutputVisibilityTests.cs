using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Runs;

/// <summary>What a task writes becomes visible when it has ended well, complete and as a store would give it back.</summary>
public sealed class OutputVisibilityTests
{
    private static readonly ModelRef<Data> Raw = Data.Of("raw");
    private static readonly ModelRef<Data> Copy = Data.Of("copy");
    private static readonly ModelRef<Basket> Baskets = Model.Of<Basket>();

    [Fact]
    public async Task Attempt_ThatFails_LeavesNothingToTheNext()
    {
        var task = EtlTask.Create(
            "Load",
            [],
            [Raw],
            async (context, cancellationToken) =>
            {
                await context.Output(Raw).WriteAsync(new Row($"attempt {context.Attempt}"), cancellationToken);
                if (context.Attempt == 1)
                {
                    throw new IOException("gone");
                }
            },
            new TaskPolicy { FirstRetryDelay = TimeSpan.Zero });

        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        Assert.Equal([new Row("attempt 2")], result.EnsureSucceeded().Rows(Raw));
    }

    [Fact]
    public async Task Task_ThatFailsForGood_HasNoVisibleOutputs()
    {
        var task = EtlTask.Create("Load", [], [Raw, Copy], async (context, cancellationToken) =>
        {
            await context.Output(Raw).WriteAsync(new Row("a"), cancellationToken);
            throw new PermanentTaskException("no");
        });

        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        Assert.Throws<KeyNotFoundException>(() => result.Rows(Raw));
        Assert.Equal(0, result.Tasks[0].Rows);
    }

    [Fact]
    public async Task Row_ReusedByItsWriter_IsKeptAsItWasWritten()
    {
        var task = EtlTask.Create("Load", [], [Baskets], async (context, cancellationToken) =>
        {
            var basket = new BasketRow();
            foreach (var item in new[] { "apple", "pear" })
            {
                basket.Item = item;
                await context.Output(Baskets).WriteAsync(basket, cancellationToken);
            }
        });

        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        Assert.Equal(["apple", "pear"], result.EnsureSucceeded().Rows(Baskets).Select(basket => basket.Item));
    }

    [Fact]
    public async Task Row_ChangedByAReader_IsUnchangedForTheNext()
    {
        var seen = new List<string>();
        EtlTask Spoil(string name) => EtlTask.Create(name, [Baskets], [], async (context, cancellationToken) =>
        {
            await foreach (var basket in context.Input(Baskets, cancellationToken))
            {
                seen.Add(basket.Item);
                basket.Item = "spoilt";
            }
        });
        var given = new InMemoryModels().Add(Baskets, new BasketRow { Item = "apple" });

        (await new Orchestrator(JobContext.ForTest(), [Spoil("A"), Spoil("B")], externalModels: [Baskets]).RunAsync(given)).EnsureSucceeded();

        Assert.Equal(["apple", "apple"], seen);
    }

    [Fact]
    public async Task Row_LosesWhatJsonDoesNotCarry()
    {
        var task = EtlTask.Create("Load", [], [Baskets], async (context, cancellationToken) =>
            await context.Output(Baskets).WriteAsync(new BasketRow { Item = "apple", Note = "not stored" }, cancellationToken));

        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        Assert.Equal("", Assert.Single(result.EnsureSucceeded().Rows(Baskets)).Note);
    }

    [Fact]
    public async Task Input_ReadTwice_StartsFromTheFirstRowEachTime()
    {
        var counts = new List<int>();
        var task = EtlTask.Create("Count", [Raw], [], async (context, cancellationToken) =>
        {
            counts.Add(await context.Input(Raw).CountAsync(cancellationToken));
            counts.Add(await context.Input(Raw).CountAsync(cancellationToken));
        });

        await new Orchestrator(JobContext.ForTest(), [task], externalModels: [Raw]).RunAsync(new InMemoryModels().Add(Raw, new Row("a"), new Row("b")));

        Assert.Equal([2, 2], counts);
    }

    [Fact]
    public async Task Row_WrittenAfterItsTaskHasEnded_IsRefused()
    {
        IRowWriter<Row>? kept = null;
        var task = EtlTask.Create("Load", [], [Raw], (context, _) =>
        {
            kept = context.Output(Raw);
            return Task.CompletedTask;
        });
        var result = await new Orchestrator(JobContext.ForTest(), [task]).RunAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept!.WriteAsync(new Row("late")));

        Assert.Equal("A row was written to 'Data.raw' after its task had ended. Await every write before RunAsync returns.", exception.Message);
        Assert.Empty(result.Rows(Raw));
    }

    [Fact]
    public async Task Null_IsNoRow()
    {
        var task = EtlTask.Create("Load", [], [Raw], async (context, cancellationToken) => await context.Output(Raw).WriteAsync(null!, cancellationToken), TaskPolicy.Once);

        Assert.Equal("ArgumentNullException", (await new Orchestrator(JobContext.ForTest(), [task]).RunAsync()).Tasks[0].Error!.Type);
    }

    private sealed class BasketRow
    {
        public string Item { get; set; } = "";

        [System.Text.Json.Serialization.JsonIgnore]
        public string Note { get; init; } = "";
    }

    private sealed class Basket : Model<BasketRow>;
}

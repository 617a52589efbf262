using System.Collections.Concurrent;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Reuse;

/// <summary>The operations that docs/registry.md counts for a task whose outputs are taken over.</summary>
public sealed class ReuseCostTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task RecordOfTheVersionBefore_IsReadOnlyWhenItIsLookedAt(bool isCompared, int expected)
    {
        IModelRef<Model<Number>> model = isCompared ? Model.Of<Compared>("A") : Numbers.Of("A");
        var app = new TestApp(new Pipeline("p", [EtlTask.Create("A", [], [(ModelRef)model], (context, token) => context.Output(model).WriteAsync(new Number(1), token).AsTask(), Numbers.Quick)]));
        var (earlier, reads) = ("none", 0);
        app.Store = new FaultyStore(app.Store)
        {
            Before = (operation, name) => Task.FromResult(operation == "read" && name == $"runs/{earlier}/commits/A.json" ? Interlocked.Increment(ref reads) : 0),
        };
        await using (await app.StartAsync())
        {
            earlier = (await app.RunAsync("p")).RunId;
            reads = 0;
            await app.RunAsync("p");

            Assert.Equal(expected, reads);
        }
    }

    [Fact]
    public async Task ReusedTask_CostsTwoReadsMoreThanItsAttempt_WhereTheProcessKnowsTheList_AndNoUpload()
    {
        var reads = new ConcurrentQueue<string>();
        var app = new TestApp(new Pipeline("p", [Numbers.Task("A", (_, _) => Task.CompletedTask, Numbers.Quick with { Reuse = TaskReuse.Deterministic })]));
        var store = new FaultyStore(app.Store)
        {
            Before = (operation, name) =>
            {
                // Whether the run is cancelled is asked as often as there is time for it.
                if (operation == "read" && !name.EndsWith("/ending.json", StringComparison.Ordinal))
                {
                    reads.Enqueue(name);
                }

                return Task.CompletedTask;
            },
        };
        app.Store = store;
        await using (await app.StartAsync())
        {
            await RunAsync(app, ReuseMode.None);
            var attempted = await RunAsync(app, ReuseMode.None);
            var reused = await RunAsync(app, ReuseMode.Unchanged);

            Assert.True(reused.Count - attempted.Count == 2, $"Attempted:\n{string.Join('\n', attempted)}\nReused:\n{string.Join('\n', reused)}");
            Assert.Equal(2, (await app.ObjectsAsync("models/")).Count);
        }

        async Task<IReadOnlyList<string>> RunAsync(TestApp running, ReuseMode reuse)
        {
            reads.Clear();
            var request = new RunRequest { Pipeline = "p", BusinessDate = new DateOnly(2026, 11, 20), Reuse = reuse };
            var started = await running.Starter.StartAsync(running.Client, request, runId: null, TestApp.Cancellation);
            await running.EndOfAsync(started.Claim.Job.RunId);

            // A claim that nobody holds is read again when a collection came between.
            GC.KeepAlive(started.Claim);
            return [.. reads];
        }
    }

    private sealed class Compared : Model<Number>
    {
        public override IReadOnlyList<ModelCheck<Number>> Checks => [Check.RowCountChange(maxDecrease: 0.5)];
    }
}

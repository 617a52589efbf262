using Etl.Local.Engine;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;

namespace Etl.Local.Tests.Engine;

public sealed class CrashTests
{
    [Fact]
    public async Task CrashAfterAnyCommit_GoesOnToTheSameEnd_AndRepeatsNoActivityThatIsInTheHistory()
    {
        TestFunctions Functions() => new TestFunctions()
            .Orchestrator("Load", async c =>
            {
                var rows = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => c.CallActivityAsync<int>("Extract", i)));
                await c.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                var children = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => c.CallSubOrchestratorAsync<int>("Part", rows[i], new SubOrchestrationOptions(instanceId: $"part-{i}"))));
                c.SetCustomStatus("nearly");
                var sum = children.Sum();
                for (var i = 0; i < 10; i++)
                {
                    sum = await c.CallActivityAsync<int>("Publish", sum);
                }

                return sum;
            })
            .Orchestrator("Part", async c => await c.CallActivityAsync<int>("Clean", c.GetInput<int>()) + await c.CallActivityAsync<int>("Check", c.GetInput<int>()))
            .Activity<int>("Extract", i => i + 1)
            .Activity<int>("Clean", i => i * 10)
            .Activity<int>("Check", i => i)
            .Activity<int>("Publish", i => i + 1);

        using var crashes = new Crashes();
        await using (var hub = await crashes.OpenAsync(Functions()))
        {
            await hub.RunAsync("Load", id: "run");
        }

        Assert.True(crashes.Count >= 17, $"only {crashes.Count} commits");
        for (var i = 0; i < crashes.Count; i++)
        {
            await using var hub = await TestHub.OpenAsync(Functions(), time: new InstantTime(), copyOf: crashes[i]);
            string[] instances = ["run", "part-0", "part-1", "part-2"];
            var done = instances.SelectMany(id => CompletedActivities(hub.History(id))).ToHashSet(StringComparer.Ordinal);

            await hub.Engine.ResumeAllAsync(TestHub.Patience);
            var end = await hub.EndOfAsync("run");

            Assert.Equal(76, end.ReadOutputAs<int>());
            Assert.Equal("\"nearly\"", end.SerializedCustomStatus);
            Assert.DoesNotContain(hub.Functions.Ran, done.Contains);
            Assert.Equal(hub.Functions.Ran.Distinct(StringComparer.Ordinal).Count(), hub.Functions.Ran.Count);
        }
    }

    [Fact]
    public async Task CrashAfterAnyCommit_LosesNoEventThatWasAcknowledged_AndDoublesNone()
    {
        TestFunctions Functions() => new TestFunctions().Orchestrator("Collect", async c =>
        {
            var events = new List<int>();
            while (events.Count == 0 || events[^1] != -1)
            {
                events.Add(await c.WaitForExternalEvent<int>("Number"));
            }

            return events;
        });

        using var crashes = new Crashes();
        var acknowledged = new List<int>();
        await using (var hub = await crashes.OpenAsync(Functions()))
        {
            await hub.StartAsync("Collect", id: "one");
            for (var i = 1; i <= 10; i++)
            {
                await hub.Client.RaiseEventAsync("one", "Number", i);
                acknowledged.Add(crashes.Count);
            }
        }

        for (var i = 0; i < crashes.Count; i++)
        {
            await using var hub = await TestHub.OpenAsync(Functions(), copyOf: crashes[i]);
            await hub.Engine.ResumeAllAsync(TestHub.Patience);
            await hub.Client.RaiseEventAsync("one", "Number", -1);

            var received = (await hub.EndOfAsync("one")).ReadOutputAs<List<int>>()![..^1];

            Assert.Equal(Enumerable.Range(1, received.Count), received);
            Assert.True(received.Count >= acknowledged.Count(commits => commits <= i), $"commit {i}: {received.Count} events");
        }
    }

    [Fact]
    public async Task CrashAfterAnyCommit_OfAnEternalOrchestration_GoesOnWhereItWas()
    {
        TestFunctions Functions() => new TestFunctions()
            .Orchestrator("Count", async c =>
            {
                var n = await c.CallActivityAsync<int>("AddOne", c.GetInput<int>());
                if (n < 5)
                {
                    c.ContinueAsNew(n);
                }

                return n;
            })
            .Activity<int>("AddOne", i => i + 1);

        using var crashes = new Crashes();
        await using (var hub = await crashes.OpenAsync(Functions()))
        {
            await hub.RunAsync("Count", 0, "one");
        }

        for (var i = 0; i < crashes.Count; i++)
        {
            await using var hub = await TestHub.OpenAsync(Functions(), copyOf: crashes[i]);
            await hub.Engine.ResumeAllAsync(TestHub.Patience);

            Assert.Equal(5, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public void AnyProgram_CrashedAtAnyCommit_GivesTheSameResult()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(StepProgram.Programs, async program =>
        {
            using var crashes = new Crashes();
            await using (var hub = await crashes.OpenAsync(StepProgram.Functions()))
            {
                await hub.RunAsync("Program", program, "one");
            }

            // Every third: their number grows with the program.
            for (var i = program.Length % 3; i < crashes.Count; i += 3)
            {
                await using var hub = await TestHub.OpenAsync(
                    StepProgram.Functions(), new DurableEngineOptions { CompareInputs = true }, new InstantTime(), crashes[i]);
                await hub.Engine.ResumeAllAsync(TestHub.Patience);

                var end = await hub.EndOfAsync("one");

                Assert.Null(end.FailureDetails);
                Assert.Equal(StepProgram.Expected(program), end.ReadOutputAs<List<int>>());
            }
        }));

    /// <summary>What the hub's files were after each commit, before anything followed from it.</summary>
    private sealed class Crashes : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("etl-crashes-").FullName;
        private string? _database;

        public int Count { get; private set; }

        public string this[int commit] => Path.Combine(_folder, $"{commit}.db");

        public async Task<TestHub> OpenAsync(TestFunctions functions)
        {
            var hub = await TestHub.OpenAsync(functions, new DurableEngineOptions { AfterCommit = Copy }, new InstantTime());
            _database = hub.Database;
            return hub;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private void Copy()
        {
            TestHub.CopyDatabase(_database!, this[Count]);
            Count++;
        }
    }

    /// <summary>"name(input)" of the activities whose end is in the history.</summary>
    private static IEnumerable<string> CompletedActivities(List<string> history)
    {
        var scheduled = history.Where(l => l.StartsWith("ActivityScheduled#", StringComparison.Ordinal)).Select(l => l.Split('#', ' ')).ToDictionary(l => l[1], l => $"{l[2]}({l[3]})");
        return history.Where(l => l.StartsWith("ActivityCompleted#", StringComparison.Ordinal)).Select(l => scheduled[l.Split('#', ' ')[1]]);
    }
}

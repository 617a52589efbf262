using System.Diagnostics;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Peers;
using Etl.Benchmarks.Reporting;
using Etl.Local.Engine;

namespace Etl.Benchmarks.Scenarios;

/// <summary>No-op activities on the local engine, all at once: every event is on disk before it is acknowledged.</summary>
internal sealed class EngineScenario : IScenario
{
    private const int FanOut = 10_000;
    private const int Repetitions = 5;
    private const double Target = 10_000;

    /// <summary>Events in the history of an activity: it was scheduled, and it completed.</summary>
    private const int EventsOfAnActivity = 2;

    public string Name => "engine";

    public string Description => "No-op activities on the local engine, all at once, every event on disk before it is acknowledged";

    public async Task RunAsync(ScenarioContext context)
    {
        var peer = await context.PeerAsync(PythonPeer.Sqlite, $"{FanOut * EventsOfAnActivity}", "200");
        var full = await MeasureAsync(SqliteSynchronous.Full);
        context.Add(new Measurement($"engine, fan-out of {FanOut:#,0} activities", full, "activities/s") { Target = Target });
        context.Add(new Measurement($"engine, fan-out of {FanOut:#,0} activities, events", full * EventsOfAnActivity, "events/s")
            .Against("sqlite3 rows in synced batches of 200", FanOut * EventsOfAnActivity / peer?.Seconds));
        context.Add($"engine, fan-out of {FanOut:#,0} activities, synchronous=NORMAL", await MeasureAsync(SqliteSynchronous.Normal), "activities/s");
        context.Note("synchronous=NORMAL survives a process that is killed, not a power cut. It is measured only, and never the default.");
    }

    private static async Task<double> MeasureAsync(SqliteSynchronous synchronous)
    {
        var rates = new List<double>();
        await using var hub = new BenchmarkHub();
        await using var engine = await hub.OpenAsync(new NothingFunctions(), new DurableEngineOptions { Synchronous = synchronous });
        for (var i = 0; i <= Repetitions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await BenchmarkHub.RunAsync(engine, NothingFunctions.FanOut, FanOut);
            rates.Add(FanOut / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        // The first one compiles the code.
        return rates.Skip(1).Order().ElementAt(Repetitions / 2);
    }
}

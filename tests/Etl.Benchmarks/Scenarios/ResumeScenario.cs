using System.Diagnostics;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;

namespace Etl.Benchmarks.Scenarios;

/// <summary>An instance with a long history whose process has gone: how long until it goes on.</summary>
internal sealed class ResumeScenario : IScenario
{
    /// <summary>Two events for each activity, and a few more.</summary>
    private const int Activities = 50_000;

    public string Name => "resume";

    public string Description => "A run with a history of 100,000 events goes on after its process has gone";

    public async Task RunAsync(ScenarioContext context)
    {
        await using var hub = new BenchmarkHub();
        string id;
        await using (var engine = await hub.OpenAsync(new NothingFunctions()))
        {
            id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(NothingFunctions.Wait, Activities, cancellation: context.CancellationToken);
            while ((await engine.Client.GetInstanceAsync(id, getInputsAndOutputs: true, context.CancellationToken))?.SerializedCustomStatus is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), context.CancellationToken);
            }
        }

        var started = Stopwatch.GetTimestamp();
        await using var next = await hub.OpenAsync(new NothingFunctions());
        await next.ResumeAsync(id, context.CancellationToken);
        await next.Client.RaiseEventAsync(id, NothingFunctions.GoOn, "", context.CancellationToken);
        await next.Client.WaitForInstanceCompletionAsync(id, context.CancellationToken);
        context.Add(new Measurement($"resume with a history of {Activities * 2:#,0} events, to the end of the run", Stopwatch.GetElapsedTime(started).TotalSeconds, "s") { Target = 2 });
    }
}

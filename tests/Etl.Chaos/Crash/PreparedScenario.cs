using System.Diagnostics;
using Etl.Chaos.Oracle;
using Etl.Chaos.Processes;
using Etl.Chaos.Stores;

namespace Etl.Chaos.Crash;

/// <summary>A scenario with the store that it begins on, and what it publishes without disturbance.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Beginning">In a folder; copied for each trial.</param>
/// <param name="End">In a folder; how the store ends without disturbance.</param>
/// <param name="Undisturbed">What must be published in the end.</param>
/// <param name="Duration">Of the process, undisturbed.</param>
internal sealed record PreparedScenario(CrashScenario Scenario, TrialStore Beginning, TrialStore End, PublishedContents Undisturbed, TimeSpan Duration) : IDisposable
{
    /// <exception cref="InvalidOperationException">The scenario fails without disturbance.</exception>
    public static async Task<PreparedScenario> PrepareAsync(CrashScenario scenario, CancellationToken cancellationToken)
    {
        var beginning = TrialStore.InFolder();
        await RunBeforeAsync(scenario, beginning, cancellationToken);
        var end = beginning.Copy();
        var startedAt = Stopwatch.GetTimestamp();
        await RunToItsEndAsync(scenario, end, scenario.Start, cancellationToken);
        return new PreparedScenario(scenario, beginning, end, await PublishedContents.ReadAsync(end.Open(), cancellationToken), Stopwatch.GetElapsedTime(startedAt));
    }

    /// <summary>Brings a new store to where the scenario begins.</summary>
    public static async Task RunBeforeAsync(CrashScenario scenario, TrialStore store, CancellationToken cancellationToken)
    {
        foreach (var command in scenario.Before)
        {
            await RunToItsEndAsync(scenario, store, command, cancellationToken);
        }
    }

    public void Dispose()
    {
        Beginning.Dispose();
        End.Dispose();
    }

    private static async Task RunToItsEndAsync(CrashScenario scenario, TrialStore store, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await using var child = EtlChild.Start(store.Folder, [.. command, "--store", store.Connection], store.SettingsFor(scenario.Settings));
        var result = await child.WaitAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"Scenario '{scenario.Name}' fails without any disturbance: {result}");
        }
    }
}

using Etl.Chaos.Crash;
using Etl.Chaos.Oracle;
using Etl.Chaos.Processes;
using Etl.Chaos.Reporting;
using Etl.Chaos.Stores;
using Etl.Tests.Shared;

namespace Etl.Chaos.Faults;

/// <summary>One scenario on a container of its own, whose processes reach the service through a proxy that disturbs them. Some trials also stop the service for a while.</summary>
internal sealed class FaultTrial(PreparedScenario prepared, TrialStore store, AzuriteProcess azurite, FaultPlan plan, TimeSpan? stopAfter, CancellationToken cancellationToken)
{
    public const string ServiceStopped = "service stopped";
    private const int MostProcesses = 12;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly CrashScenario _scenario = prepared.Scenario;
    private readonly List<string> _violations = [];
    private readonly List<string> _steps = [];
    private readonly List<string> _stops = [];
    private readonly RecordWatch _records = new();

    public async Task<TrialResult> RunAsync()
    {
        await using var proxy = await FaultProxy.StartAsync(azurite.Address, plan);
        var connection = AzuriteProcess.ConnectionStringOf(proxy.Address);
        var runsBefore = (await ProgressAsync()).Runs;
        var stopping = StopServiceAsync();
        IReadOnlyList<string> command = _scenario.Start;
        for (var processes = 1; ; processes++)
        {
            await RunProcessAsync(command, connection);
            await stopping;
            _violations.AddRange(await _records.ViolationsAsync(store.Open(), cancellationToken));
            var progress = await ProgressAsync();
            if (!progress.IsOpen && progress.Runs > runsBefore)
            {
                break;
            }

            if (processes == MostProcesses)
            {
                _violations.Add($"not at its end after {processes} processes");
                break;
            }

            command = progress.NextCommand(_scenario);
        }

        _violations.AddRange(await new StoreOracle(store.Open()).ViolationsAsync(cancellationToken));
        _violations.AddRange((await PublishedContents.ReadAsync(store.Open(), cancellationToken)).Violations(prepared.Undisturbed));
        var disturbances = plan.Counts().SelectMany(fault => Enumerable.Repeat(fault.Key, fault.Value)).Concat(_stops);
        return new TrialResult(_scenario.Name, [.. disturbances], (await ProgressAsync()).Runs - runsBefore, _violations, _steps);
    }

    /// <summary>A process may give up when it was disturbed too often in a row, in words; its run goes on with the next one.</summary>
    private async Task RunProcessAsync(IReadOnlyList<string> command, string connection)
    {
        await using var child = EtlChild.Start(store.Folder, [.. command, "--store", connection], store.SettingsFor(_scenario.Settings));
        var result = await child.WaitAsync(cancellationToken);
        _steps.Add($"{command[0]} {result.ExitCode}");
        if (result.Hung || result.ExitCode is not (0 or 1 or 2) || result.Error.Contains("unexpected", StringComparison.OrdinalIgnoreCase) || result.Error.Contains("   at ", StringComparison.Ordinal))
        {
            _violations.Add($"'etl {string.Join(' ', command)}' ended: {result}");
        }
        else if (result.ExitCode != 0)
        {
            _steps[^1] += $" ({result})";
        }
    }

    private async Task StopServiceAsync()
    {
        if (stopAfter is not { } delay)
        {
            return;
        }

        await Task.Delay(delay, cancellationToken);
        await azurite.StopAsync();
        await Task.Delay(StopTime, cancellationToken);
        await azurite.StartAgainAsync();
        _stops.Add(ServiceStopped);
    }

    private Task<StoreProgress> ProgressAsync() => StoreProgress.ReadAsync(store.Open(), _scenario, cancellationToken);
}

using Etl.Chaos.Oracle;
using Etl.Chaos.Processes;
using Etl.Chaos.Reporting;
using Etl.Chaos.Stores;

namespace Etl.Chaos.Crash;

/// <summary>One scenario on a store of its own: its processes are killed again and again, and the next one goes on, until every run has ended.</summary>
internal sealed class CrashTrial(PreparedScenario prepared, TrialStore store, Random random, CancellationToken cancellationToken)
{
    private const int MostDeaths = 14;
    private const int MostProcesses = 40;
    private static readonly TimeSpan ServePatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ServePoll = TimeSpan.FromMilliseconds(100);

    private readonly CrashScenario _scenario = prepared.Scenario;
    private readonly List<string> _violations = [];
    private readonly List<string> _kills = [];
    private readonly List<string> _steps = [];
    private readonly RecordWatch _records = new();
    private int _runs;

    public async Task<TrialResult> RunAsync()
    {
        var runsBefore = (await ProgressAsync()).Runs;
        var command = _scenario.Start;
        for (var processes = 1; ; processes++)
        {
            await RunProcessAsync(command);
            _violations.AddRange(await _records.ViolationsAsync(store.Open(), cancellationToken));
            var progress = await ProgressAsync();
            _runs = progress.Runs - runsBefore;
            if (!progress.IsOpen && _runs > 0)
            {
                break;
            }

            if (processes == MostProcesses || _violations.Count > 0)
            {
                _violations.Add($"not at its end after {processes} processes");
                break;
            }

            command = Next(progress);
        }

        await CheckEndAsync();
        return new TrialResult(_scenario.Name, _kills, _runs, _violations, _steps);
    }

    /// <summary>What a user does after a crash.</summary>
    private IReadOnlyList<string> Next(StoreProgress progress) =>
        progress.IsOpen && !_steps[^1].StartsWith("serve", StringComparison.Ordinal) && random.Next(3) == 0 ? ["serve", "--port", "0"] : progress.NextCommand(_scenario);

    private async Task RunProcessAsync(IReadOnlyList<string> command)
    {
        var death = _kills.Count < MostDeaths ? Death.Choose(random, prepared.Duration) : null;
        _steps.Add($"{command[0]} {(death is null ? "to its end" : $"dies {death.Point} {death.Occurrence} {death.After?.TotalMilliseconds:0}".TrimEnd())}");
        var settings = store.SettingsFor(_scenario.Settings).Concat(death?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        await using var child = EtlChild.Start(store.Folder, [.. command, "--store", store.Connection], settings);
        using var ended = new CancellationTokenSource();
        var killing = death?.After is { } delay ? KillAsync(child, delay, ended.Token) : Task.CompletedTask;
        if (command[0] == "serve")
        {
            await ServeAsync(child);
        }

        var result = await child.WaitAsync(cancellationToken);
        await ended.CancelAsync();
        await killing;
        if (result.WasKilled && death is not null && !result.Hung)
        {
            _kills.Add(death.Point);
        }
        else if (result.ExitCode != (command[0] == "serve" ? 130 : 0))
        {
            _violations.Add($"'etl {string.Join(' ', command)}' ended: {result}");
        }
    }

    /// <summary>Until all is done, or too much time has passed; then it is told to end.</summary>
    private async Task ServeAsync(EtlChild child)
    {
        var ended = child.EndedAsync(cancellationToken);
        using var patience = new CancellationTokenSource(ServePatience);
        while (!ended.IsCompleted && !patience.IsCancellationRequested && (await ProgressAsync()).IsOpen)
        {
            await Task.WhenAny(ended, Task.Delay(ServePoll, cancellationToken));
        }

        if (!ended.IsCompleted)
        {
            await child.TerminateAsync();
        }
    }

    private static async Task KillAsync(EtlChild child, TimeSpan delay, CancellationToken ended)
    {
        try
        {
            await Task.Delay(delay, ended);
            child.Kill();
        }
        catch (OperationCanceledException)
        {
            // It was faster.
        }
    }

    private Task<StoreProgress> ProgressAsync() => StoreProgress.ReadAsync(store.Open(), _scenario, cancellationToken);

    private async Task CheckEndAsync()
    {
        _violations.AddRange(await new StoreOracle(store.Open()).ViolationsAsync(cancellationToken));
        _violations.AddRange((await PublishedContents.ReadAsync(store.Open(), cancellationToken)).Violations(prepared.Undisturbed));
        _violations.AddRange(HubOracle.Violations(store.HubFile));
    }
}

using Etl.Chaos.Oracle;
using Etl.Chaos.Reporting;
using Etl.Chaos.Stores;

namespace Etl.Chaos.Crash;

/// <summary>Trials until so many processes were killed. Each trial follows from the seed and its number alone, but for the times that processes take.</summary>
internal sealed class CrashCampaign(int seed, int kills, int parallelism, Func<TrialStore>? newStore, CancellationToken cancellationToken)
{
    private readonly Lock _gate = new();
    private readonly Lazy<Task<PreparedScenario>>[] _scenarios =
        [.. CrashScenario.All.Select(scenario => new Lazy<Task<PreparedScenario>>(() => PreparedScenario.PrepareAsync(scenario, cancellationToken)))];

    private readonly CampaignReport _report = new("crash", seed);
    private int _trials;

    public async Task<CampaignReport> RunAsync()
    {
        try
        {
            _report.Violations.AddRange(await OracleCheck.BlindSpotsAsync((await _scenarios[0].Value).End, cancellationToken));
            await Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => RunTrialsAsync()));
            return _report;
        }
        finally
        {
            foreach (var prepared in _scenarios.Where(scenario => scenario is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            {
                (await prepared.Value).Dispose();
            }
        }
    }

    private async Task RunTrialsAsync()
    {
        while (_report.DisturbanceCount < kills)
        {
            var trial = Interlocked.Increment(ref _trials) - 1;
            var scenario = await _scenarios[trial % _scenarios.Length].Value;
            using var store = newStore is null ? scenario.Beginning.Copy() : newStore();
            if (newStore is not null)
            {
                await TrialStore.EnsureContainerAsync(store, cancellationToken);
                await PreparedScenario.RunBeforeAsync(scenario.Scenario, store, cancellationToken);
            }

            var result = await new CrashTrial(scenario, store, new Random(HashCode(trial)), cancellationToken).RunAsync();
            lock (_gate)
            {
                _report.Add(trial, result);
            }
        }
    }

    /// <summary>Not <see cref="System.HashCode"/>, which differs from process to process.</summary>
    private int HashCode(int trial) => unchecked((seed * 1_000_003) + trial);
}

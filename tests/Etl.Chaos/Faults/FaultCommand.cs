using System.CommandLine;
using Etl.Chaos.Crash;
using Etl.Chaos.Reporting;
using Etl.Chaos.Stores;

namespace Etl.Chaos.Faults;

/// <summary><c>faults</c></summary>
internal sealed class FaultCommand(CampaignOptions options)
{
    private const int TrialsForAStop = 4;

    private readonly Option<int> _trials = new("--trials") { Description = "How many scenarios are run", HelpName = "N", DefaultValueFactory = _ => 28 };
    private readonly Option<double> _share = new("--share") { Description = "How many of 100 requests are disturbed; more of commits and publishes", HelpName = "PERCENT", DefaultValueFactory = _ => 8 };

    public Command Create()
    {
        var command = new Command("faults", "Run on Azurite through a proxy that drops, cuts, delays, repeats and refuses requests and loses answers; every fourth time Azurite is stopped in the middle") { _trials, _share };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var seed = options.SeedOf(arguments);
        var report = new CampaignReport("faults", seed);
        await using var azurite = await Azurite.StartAsync();
        for (var trial = 0; trial < arguments.GetValue(_trials); trial++)
        {
            var scenario = CrashScenario.All[trial % CrashScenario.All.Count];
            using var prepared = await PreparedScenario.PrepareAsync(scenario, cancellationToken);
            using var store = TrialStore.InAccount(azurite.ConnectionString);
            await PreparedScenario.RunBeforeAsync(scenario, store, cancellationToken);
            await TrialStore.EnsureContainerAsync(store, cancellationToken);
            var random = new Random(unchecked((seed * 1_000_003) + trial));
            var plan = new FaultPlan(random.Next(), arguments.GetValue(_share) / 100);
            TimeSpan? stopAfter = trial % TrialsForAStop == TrialsForAStop - 1 ? TimeSpan.FromSeconds(1 + (3 * random.NextDouble())) : null;
            report.Add(trial, await new FaultTrial(prepared, store, azurite, plan, stopAfter, cancellationToken).RunAsync());
        }

        return options.Print(arguments, report);
    }
}

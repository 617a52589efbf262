using System.CommandLine;
using Etl.Chaos.Reporting;

namespace Etl.Chaos.Deliveries;

/// <summary><c>deliveries</c></summary>
internal sealed class DeliveryCommand(CampaignOptions options)
{
    private readonly Option<int> _trials = new("--trials") { Description = "How many runs", HelpName = "N", DefaultValueFactory = _ => 60 };

    public Command Create()
    {
        var command = new Command("deliveries", "Deliver activities twice, late, out of order, after a lost lease, under a new epoch, after a cancel and after the end") { _trials };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var seed = options.SeedOf(arguments);
        var report = new CampaignReport("deliveries", seed);
        var undisturbed = await DeliveryTrial.UndisturbedAsync(DeliveryScenario.All[0], cancellationToken);
        for (var trial = 0; trial < arguments.GetValue(_trials); trial++)
        {
            var scenario = DeliveryScenario.All[trial % DeliveryScenario.All.Count];
            report.Add(trial, await new DeliveryTrial(scenario, unchecked((seed * 1_000_003) + trial), cancellationToken).RunAsync(undisturbed));
        }

        return options.Print(arguments, report);
    }
}

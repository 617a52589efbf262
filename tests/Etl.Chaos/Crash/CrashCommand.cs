using System.CommandLine;
using Etl.Chaos.Reporting;
using Etl.Chaos.Stores;
using Etl.Tests.Shared;

namespace Etl.Chaos.Crash;

/// <summary><c>crash</c></summary>
internal sealed class CrashCommand(CampaignOptions options)
{
    private readonly Option<int> _kills = new("--kills") { Description = "How many processes are killed at least", HelpName = "N", DefaultValueFactory = _ => 500 };
    private readonly Option<string> _store = new("--store") { Description = "Where the runs are: folder, or azurite", HelpName = "KIND", DefaultValueFactory = _ => "folder" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "How many trials at a time", HelpName = "N", DefaultValueFactory = _ => 2 };

    public Command Create()
    {
        _store.AcceptOnlyFromAmong("folder", "azurite");
        var command = new Command("crash", "Kill real etl processes at random moments and at every named point, and go on, until their runs end") { _kills, _store, _parallel };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var azurite = arguments.GetValue(_store) == "azurite" ? await Azurite.StartAsync() : null;
        Func<TrialStore>? newStore = azurite is null ? null : () => TrialStore.InAccount(azurite.ConnectionString);
        var campaign = new CrashCampaign(options.SeedOf(arguments), arguments.GetValue(_kills), arguments.GetValue(_parallel), newStore, cancellationToken);
        return options.Print(arguments, await campaign.RunAsync());
    }
}

using System.CommandLine;
using Etl.Chaos.Crash;
using Etl.Chaos.Deliveries;
using Etl.Chaos.Faults;
using Etl.Chaos.Processes;
using Etl.Chaos.Reporting;

namespace Etl.Chaos;

/// <summary>Reads the command line: a campaign, or the <c>etl</c> that campaigns start as their children.</summary>
internal static class ChaosApp
{
    private const int InvalidArguments = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [EtlChild.Command, .. var etl])
        {
            return await EtlChild.RunHereAsync(etl);
        }

        var options = new CampaignOptions();
        var root = new RootCommand("Tries to make runs lose something. Exit code 1 when one has.") { new CrashCommand(options).Create(), new FaultCommand(options).Create(), new DeliveryCommand(options).Create() };
        options.AddTo(root);
        var arguments = root.Parse(args);
        var exitCode = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
        return arguments.Errors.Count > 0 ? InvalidArguments : exitCode;
    }
}

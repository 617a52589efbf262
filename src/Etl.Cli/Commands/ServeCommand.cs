using System.CommandLine;
using System.Globalization;
using Etl.Cli.Running;
using Etl.Local.Hosting;
using Etl.Local.Hosting.Hub;

namespace Etl.Cli.Commands;

/// <summary><c>etl serve</c></summary>
internal sealed class ServeCommand : ICommand
{
    private readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1; 0 takes any free one", HelpName = "N", DefaultValueFactory = _ => LocalHostOptions.DefaultPort };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("serve", "Answer HTTP requests on this machine, start scheduled runs and go on with interrupted ones, until Ctrl-C") { _port };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var port = context.Arguments.GetValue(_port);
        if (port is < 0 or > 65_535)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", string.Create(CultureInfo.InvariantCulture, $"--port {port} is not a port: 0 to 65535."));
        }

        var store = await context.OpenStoreAsync();
        using var lease = RunHosts.TryAcquire(store)
            ?? throw new CliException(ExitCode.Invalid, "hub-held", $"{Holder(store)} works on this store already. End it, or use another store (--store).");
        await using var host = await OwnRunHost.StartAsync(context, store, lease, "serve", port);
        context.Output.Error.WriteLine($"Listening on {host.Uri.GetLeftPart(UriPartial.Authority)}");
        var resumed = await host.ResumeAllAsync();
        if (resumed.Count > 0)
        {
            context.Output.Hint($"Going on with {resumed.Count} interrupted: {string.Join(", ", resumed.Take(5))}{(resumed.Count > 5 ? ", ..." : "")}");
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.Interrupted.Register(() => stopped.TrySetResult());
        if (await Task.WhenAny(stopped.Task, host.Broken) == host.Broken)
        {
            throw new CliException(ExitCode.Failed, "hub", $"{(await host.Broken).Message} What ran goes on at the next start.");
        }

        context.Output.Hint("Stopping (Ctrl-C again: at once). What runs goes on at the next start.");
        return ExitCode.Interrupted;
    }

    private static string Holder(StoreContext store) =>
        HubLease.ReadHolder(store.HubFolder) is { } holder ? $"Process {holder.Pid} ('etl {holder.Mode}')" : "Another process";
}

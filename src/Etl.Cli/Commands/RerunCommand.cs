using System.CommandLine;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl rerun RUN</c></summary>
internal sealed class RerunCommand : ICommand
{
    private readonly RunArgument _run = new();
    private readonly Option<bool> _fromFailed = new("--from-failed") { Description = "Take over what the run committed; run what failed or was skipped, and what depends on what runs again" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("rerun", "Repeat a run that has ended, with its inputs, settings and business date, and watch it to its end");
        _run.AddTo(command);
        command.Options.Add(_fromFailed);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        if (context.Api is { } api)
        {
            return await RerunRemotelyAsync(context, api, await _run.FindAsync(context));
        }

        var (store, run) = await _run.ReadAsync(context);
        if (run.Status == RunStatus.Interrupted)
        {
            throw new CliException(ExitCode.Invalid, "interrupted", $"Run '{run.RunId}' was interrupted and has not ended. Go on with it instead: etl resume {run.RunId}");
        }

        var (host, runId) = await RunHosts.StartAsync(context, store, "run", opened => opened.RerunAsync(run.RunId, context.Arguments.GetValue(_fromFailed), context.Interrupted));
        await using var started = host;
        context.Output.Hint($"Run {runId} repeats {run.RunId}, for {run.BusinessDate:yyyy-MM-dd}");
        var exitCode = await RunWatch.WatchAsync(context, new StoreReader(context, store), host, runId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }

    private async Task<int> RerunRemotelyAsync(CommandContext context, ApiClient api, RunDocument run)
    {
        await using var host = new RemoteRunHost(api);
        var runId = await host.RerunAsync(run.RunId, context.Arguments.GetValue(_fromFailed), context.Interrupted);
        context.Output.Hint($"Run {runId} repeats {run.RunId}, for {run.BusinessDate:yyyy-MM-dd}");
        return await RunWatch.WatchAsync(context, context.Reader, host, runId);
    }
}

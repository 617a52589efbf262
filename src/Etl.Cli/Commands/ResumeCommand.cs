using System.CommandLine;
using Etl.Cli.Reading;
using Etl.Cli.Running;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl resume RUN</c></summary>
internal sealed class ResumeCommand : ICommand
{
    private readonly RunArgument _run = new();

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("resume", "Go on with a run whose process died. Tasks that were committed are not run again");
        _run.AddTo(command);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var (store, run) = await _run.ReadAsync(context);
        var isUnlisted = run.Status.HasEnded() && !await store.Records.IsListedAsEndedAsync(run, context.Interrupted);
        if (run.Status.HasEnded() && !isUnlisted)
        {
            throw new CliException(ExitCode.Invalid, "ended", $"Run '{run.RunId}' has ended ({run.Status}); only an interrupted run can be resumed. Start a new one with: etl run {run.Pipeline}");
        }

        if (run.Status == RunStatus.Paused)
        {
            throw new CliException(ExitCode.Invalid, "paused", $"Run '{run.RunId}' is paused, and would not go on by being resumed. Go on with it: etl unpause {run.RunId}");
        }

        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        if (!host.IsElsewhere || isUnlisted || run.Status == RunStatus.Interrupted)
        {
            await host.ResumeAsync(run.RunId, context.Interrupted);
        }

        var exitCode = await RunWatch.WatchAsync(context, new StoreReader(context, store), host, run.RunId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }
}

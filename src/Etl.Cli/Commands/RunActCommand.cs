using System.CommandLine;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl pause|unpause|terminate|purge RUN</c></summary>
internal sealed class RunActCommand(RunAct act, string description, string done) : ICommand
{
    private readonly RunArgument _run = new();

    public static ICommand Pause { get; } = new RunActCommand(RunAct.Pause, "Start no further task of a run; those that run go on to their end", "is paused. Go on with: etl unpause");

    public static ICommand Unpause { get; } = new RunActCommand(RunAct.Unpause, "Go on with a paused run", "goes on. Look with: etl show");

    public static ICommand Terminate { get; } = new RunActCommand(RunAct.Terminate, "End a run at once that does not end by 'etl cancel': the last resort", "was terminated. See: etl show");

    public static ICommand Purge { get; } = new RunActCommand(RunAct.Purge, "Delete the durable history of a run that has ended; it is still shown", "has no durable history any more. Its records stay: etl show");

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command(act.ToString().ToLowerInvariant(), description);
        _run.AddTo(command);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        if (context.Api is { } api)
        {
            var remote = await _run.FindAsync(context);
            await using var app = new RemoteRunHost(api);
            await app.ActAsync(remote.RunId, act, context.Interrupted);
            return await ReportAsync(context);
        }

        var (store, run) = await _run.ReadAsync(context);
        if (act == RunAct.Pause && run.Status.HasEnded())
        {
            throw new CliException(ExitCode.Invalid, "conflict", $"Run '{run.RunId}' has ended ({run.Status}): there is nothing to pause.");
        }

        if (act == RunAct.Unpause && run.Status == RunStatus.Interrupted)
        {
            throw new CliException(ExitCode.Invalid, "interrupted", $"Run '{run.RunId}' is not paused: it was interrupted. Go on with it: etl resume {run.RunId}");
        }

        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        await host.ActAsync(run.RunId, act, context.Interrupted);
        if (act != RunAct.Unpause || host.IsElsewhere)
        {
            return await ReportAsync(context);
        }

        // Nobody else works on it, so this process does.
        var exitCode = await RunWatch.WatchAsync(context, new StoreReader(context, store), host, run.RunId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }

    private async Task<int> ReportAsync(CommandContext context)
    {
        var run = await _run.FindAsync(context);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(run);
        }
        else
        {
            context.Output.Hint($"Run {run.RunId} {(act == RunAct.Unpause && run.Status == RunStatus.Paused ? "is about to go on. Look with: etl show" : done)} {run.RunId}");
        }

        return ExitCode.Success;
    }
}

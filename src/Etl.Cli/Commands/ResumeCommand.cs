using System.CommandLine;
using Etl.Cli.Running;
using Etl.Core.Runs;
using Etl.Functions.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl resume RUN</c></summary>
internal sealed class ResumeCommand : ICommand
{
    private readonly Argument<string> _run = new("run") { Description = "Id of the interrupted run; 'etl runs' lists them" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("resume", "Go on with a run whose process died. Tasks that were committed are not run again") { _run };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var runId = context.Arguments.GetRequiredValue(_run);
        var store = context.OpenStoreToRead();
        var run = RunId.IsValid(runId) ? await store.Records.ReadRunAsync(runId, context.Interrupted) : null;
        if (run is null)
        {
            throw new UnknownRunException(runId);
        }

        if (run.Status.HasEnded())
        {
            throw new CliException(ExitCode.Invalid, "ended", $"Run '{runId}' has ended ({run.Status}); only an interrupted run can be resumed. Start a new one with: etl run {run.Pipeline}");
        }

        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        if (!host.IsElsewhere || RunLiveness.Read(store).StatusOf(runId, run.StartedAt, run.Status) == RunStatus.Interrupted)
        {
            await host.ResumeAsync(runId, context.Interrupted);
        }

        var exitCode = await RunWatch.WatchAsync(context, store, host, runId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }
}

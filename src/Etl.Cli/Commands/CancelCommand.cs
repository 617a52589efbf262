using System.CommandLine;
using Etl.Cli.Running;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl cancel RUN</c></summary>
internal sealed class CancelCommand : ICommand
{
    private readonly RunArgument _run = new();

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("cancel", "Stop a run and publish nothing of it");
        _run.AddTo(command);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var (store, run) = await _run.ReadAsync(context);
        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        await host.CancelAsync(run.RunId, context.Interrupted);
        if (!host.IsElsewhere)
        {
            // Nobody works on it: it is brought to its end here, which takes no task any further.
            await host.ResumeAsync(run.RunId, context.Interrupted);
        }

        run = await new RunFollower(store.Records, host, new Output.NoProgress(), CommandContext.Time).FollowAsync(run.RunId, context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(run);
        }
        else
        {
            context.Output.Hint($"Run {run.RunId} ended {run.Status}.");
        }

        return run.Status == RunStatus.Cancelled ? ExitCode.Success : ExitCode.Failed;
    }
}

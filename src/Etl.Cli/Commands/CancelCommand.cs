using System.CommandLine;
using Etl.Cli.Running;
using Etl.Core.Runs;
using Etl.Functions.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl cancel RUN</c></summary>
internal sealed class CancelCommand : ICommand
{
    private readonly Argument<string> _run = new("run") { Description = "Id of the run; 'etl runs' lists them" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("cancel", "Stop a run and publish nothing of it") { _run };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var runId = context.Arguments.GetRequiredValue(_run);
        var store = context.OpenStoreToRead();
        if (!RunId.IsValid(runId) || await store.Records.FindClaimAsync(runId, context.Interrupted) is null)
        {
            throw new UnknownRunException(runId);
        }

        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        await host.CancelAsync(runId, context.Interrupted);
        if (!host.IsElsewhere)
        {
            // Nobody works on it: it is brought to its end here, which takes no task any further.
            await host.ResumeAsync(runId, context.Interrupted);
        }

        var run = await new RunFollower(store.Records, host, new Output.NoProgress(), CommandContext.Time).FollowAsync(runId, context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(run);
        }
        else
        {
            context.Output.Hint($"Run {runId} ended {run.Status}.");
        }

        return run.Status == RunStatus.Cancelled ? ExitCode.Success : ExitCode.Failed;
    }
}

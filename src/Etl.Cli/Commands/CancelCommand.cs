using System.CommandLine;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Registry;
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
        return context.Api is { } api
            ? await CancelRemotelyAsync(context, api, await _run.FindAsync(context))
            : await CancelInStoreAsync(context);
    }

    private static async Task<int> CancelRemotelyAsync(CommandContext context, ApiClient api, RunDocument run)
    {
        await using var host = new RemoteRunHost(api);
        await host.CancelAsync(run.RunId, context.Interrupted);
        return Report(context, await new RunFollower(context.Reader, host, new Output.NoProgress(), CommandContext.Time).FollowAsync(run.RunId, context.Interrupted));
    }

    private async Task<int> CancelInStoreAsync(CommandContext context)
    {
        var (store, run) = await _run.ReadAsync(context);
        await using var host = await RunHosts.OpenAsync(context, store, "resume");
        await host.CancelAsync(run.RunId, context.Interrupted);
        if (!host.IsElsewhere)
        {
            // Nobody works on it: it is brought to its end here, which takes no task any further.
            await host.ResumeAsync(run.RunId, context.Interrupted);
        }

        return Report(context, await new RunFollower(new StoreReader(context, store), host, new Output.NoProgress(), CommandContext.Time).FollowAsync(run.RunId, context.Interrupted));
    }

    private static int Report(CommandContext context, RunDocument run)
    {
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

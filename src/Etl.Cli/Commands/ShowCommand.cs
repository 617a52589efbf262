using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Running;
using Etl.Core.Runs;
using Etl.Functions.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl show RUN</c></summary>
internal sealed class ShowCommand : ICommand
{
    private readonly Argument<string> _run = new("run") { Description = "Id of the run; 'etl runs' lists them" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("show", "Show a run: its tasks, errors and published models") { _run };
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

        run = run with { Status = RunLiveness.Read(store).StatusOf(runId, run.StartedAt, run.Status) };
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(run);
            return ExitCode.Success;
        }

        await RunReport.WriteAsync(context.Output, store, run, context.Interrupted);
        return ExitCode.Success;
    }
}

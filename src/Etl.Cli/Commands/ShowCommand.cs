using System.CommandLine;
using Etl.Cli.Output;

namespace Etl.Cli.Commands;

/// <summary><c>etl show RUN</c></summary>
internal sealed class ShowCommand : ICommand
{
    private readonly RunArgument _run = new();

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("show", "Show a run: its tasks, timeline, errors and published models");
        _run.AddTo(command);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var run = await _run.FindAsync(context);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(run);
        }
        else
        {
            await RunReport.WriteAsync(context.Output, context.Reader, run, withTimeline: true, context.Interrupted);
        }

        return ExitCode.Success;
    }
}

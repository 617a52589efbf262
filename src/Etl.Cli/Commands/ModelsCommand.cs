using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;

namespace Etl.Cli.Commands;

/// <summary><c>etl models</c></summary>
internal sealed class ModelsCommand : ICommand
{
    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("models", "List the published models with their latest version");
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        var models = await context.Reader.ModelsAsync(context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(models);
        }
        else if (models.Count == 0)
        {
            context.Output.Hint("Nothing has been published yet. Run a pipeline with 'etl run PIPELINE'.");
        }
        else
        {
            context.Output.WriteTable(VersionTable.Of(models, CommandContext.Time.GetUtcNow()));
        }

        return ExitCode.Success;
    }
}

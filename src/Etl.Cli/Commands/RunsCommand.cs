using System.CommandLine;
using Etl.Cli.Output;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl runs</c></summary>
internal sealed class RunsCommand : ICommand
{
    private readonly Option<int> _limit = new("--limit") { Description = "At most this many", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "Of this pipeline only", HelpName = "NAME" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("runs", "List the runs of the store, newest first") { _limit, _pipeline };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var limit = context.Arguments.GetValue(_limit);
        if (limit < 1)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", "--limit is at least 1.");
        }

        var runs = await context.Reader.RunsAsync(limit, context.Arguments.GetValue(_pipeline), context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(runs);
            return ExitCode.Success;
        }

        if (runs.Count == 0)
        {
            context.Output.Hint("There are no runs yet. Start one with 'etl run PIPELINE'.");
            return ExitCode.Success;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Run", "Pipeline", "Status", "Started");
        table.AddColumn(new TableColumn("Duration").RightAligned());
        foreach (var run in runs)
        {
            table.AddRow(Markup.Escape(run.RunId), Markup.Escape(run.Pipeline), RunTable.Status(run.Status), Readable.Time(run.StartedAt), Readable.Duration(run.DurationMs));
        }

        context.Output.WriteTable(table);
        return ExitCode.Success;
    }
}

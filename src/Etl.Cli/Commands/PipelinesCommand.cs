using System.CommandLine;
using Etl.Cli.Output;
using Etl.Core.Pipelines;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl pipelines</c></summary>
internal sealed class PipelinesCommand : ICommand
{
    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("pipelines", "List the pipelines of this app");
        command.SetAction((result, _) => execute(result, context => Task.FromResult(Run(context))));
        return command;
    }

    private static int Run(CommandContext context)
    {
        var pipelines = context.Catalog.Pipelines.Select(PipelineDocument.Of).ToList();
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(pipelines);
            return ExitCode.Success;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Pipeline", "Tasks", "Schedules", "Description");
        foreach (var pipeline in pipelines)
        {
            var schedules = pipeline.Schedules.Select(schedule => $"{schedule.Name} {schedule.At:HH\\:mm} {schedule.TimeZone}");
            table.AddRow(Markup.Escape(pipeline.Name), Readable.Count(pipeline.Tasks), Markup.Escape(string.Join(", ", schedules)), Markup.Escape(pipeline.Description ?? ""));
        }

        context.Output.WriteTable(table);
        return ExitCode.Success;
    }
}

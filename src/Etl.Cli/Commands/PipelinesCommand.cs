using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Functions.Http;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl pipelines</c></summary>
internal sealed class PipelinesCommand : ICommand
{
    private readonly Argument<string> _pipeline = new("pipeline") { Description = "Name of the pipeline; 'etl pipelines' lists them" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("pipelines", "List the pipelines of this app");
        command.SetAction((result, _) => execute(result, RunAsync));
        var pause = new Command("pause", "Start nothing of a pipeline any more, neither by its schedules nor by hand; its runs go on") { _pipeline };
        pause.SetAction((result, _) => execute(result, context => ChangeAsync(context, isPause: true)));
        var unpause = new Command("unpause", "End the pause of a pipeline; what came due meanwhile is not caught up") { _pipeline };
        unpause.SetAction((result, _) => execute(result, context => ChangeAsync(context, isPause: false)));
        command.Subcommands.Add(pause);
        command.Subcommands.Add(unpause);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        var pipelines = await context.Reader.PipelinesAsync(context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(pipelines);
            return ExitCode.Success;
        }

        var table = new FittedTable().Add("Pipeline").Add("Tasks", isNumber: true).Add("Schedules", Room.Words, leftOut: 2).Add("Description", Room.Words, leftOut: 1);
        foreach (var pipeline in pipelines)
        {
            var schedules = pipeline.Schedules.Select(schedule => $"{schedule.Name} {schedule.At:HH\\:mm} {schedule.TimeZone}");
            table.AddRow(pipeline.Name, Readable.Count(pipeline.Tasks), pipeline.Paused == true ? new TableCell("paused", Styles.Held) : string.Join(", ", schedules), pipeline.Description);
        }

        context.Output.WriteTable(table);
        return ExitCode.Success;
    }

    private async Task<int> ChangeAsync(CommandContext context, bool isPause)
    {
        var name = context.Arguments.GetRequiredValue(_pipeline);
        var answer = context.Api is { } api
            ? await api.PostAsync<PipelinePause>($"pipelines/{Uri.EscapeDataString(name)}/{(isPause ? "pause" : "unpause")}", body: null, idempotencyKey: null, context.Interrupted)
            : await ChangeInStoreAsync(context, context.Catalog.Get(name).Name, isPause);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(answer);
        }
        else
        {
            context.Output.Hint(answer.Paused
                ? $"Pipeline {answer.Name} is paused: nothing of it is started. End that with: etl pipelines unpause {answer.Name}"
                : $"Pipeline {answer.Name} is not paused.");
        }

        return ExitCode.Success;
    }

    private static async Task<PipelinePause> ChangeInStoreAsync(CommandContext context, string name, bool isPause)
    {
        var states = (await context.OpenStoreAsync()).States;
        var state = isPause ? await states.PauseAsync(name, context.Interrupted) : await states.UnpauseAsync(name, context.Interrupted);
        return new PipelinePause(name, state.IsPaused, state.PausedSince);
    }
}

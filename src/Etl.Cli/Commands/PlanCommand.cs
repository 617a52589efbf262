using System.CommandLine;
using Etl.Cli.Output;
using Etl.Core.Planning;

namespace Etl.Cli.Commands;

/// <summary><c>etl plan PIPELINE</c></summary>
internal sealed class PlanCommand : ICommand
{
    private static readonly string[] Formats = ["table", "mermaid", "dot", "json"];
    private readonly RunOptions _run = new();
    private readonly Option<string> _format = new("--format") { Description = "How the plan is printed", HelpName = string.Join('|', Formats), DefaultValueFactory = _ => "table" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("plan", "Check a pipeline and show in which order its tasks would run. Writes nothing");
        _run.AddTo(command);
        command.Options.Add(_format);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var format = context.Output.IsJson ? "json" : context.Arguments.GetValue(_format)!;
        if (!Formats.Contains(format, StringComparer.Ordinal))
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--format {format} is not one of {string.Join(", ", Formats)}.{Core.Text.Suggestion.DidYouMean(format, Formats)}");
        }

        var request = await _run.ReadAsync(context.Arguments, context.Interrupted);
        var planned = await context.Planner.PlanAsync(request, context.Interrupted);
        var plan = planned.Orchestrator.Plan;
        switch (format)
        {
            case "json":
                context.Output.WriteJson(PlanDocument.Of(planned.Pipeline, plan));
                break;
            case "mermaid":
                await context.Output.Out.WriteAsync(PlanDiagram.Mermaid(plan));
                break;
            case "dot":
                await context.Output.Out.WriteAsync(PlanDiagram.Dot(plan));
                break;
            default:
                context.Output.WriteTable(PlanTable.Of(plan));
                break;
        }

        return ExitCode.Success;
    }
}

using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;
using Etl.Storage.Sources;

namespace Etl.Cli.Commands;

/// <summary><c>etl plan PIPELINE</c></summary>
internal sealed class PlanCommand : ICommand
{
    private static readonly string[] Formats = ["table", "mermaid", "dot", "json"];
    private readonly RunOptions _run = new();
    private readonly Option<string> _format = new("--format") { Description = "How the plan is printed", HelpName = string.Join('|', Formats), DefaultValueFactory = _ => "table" };
    private readonly Option<bool> _showConfig = new("--show-config") { Description = "Also show the settings of each model, and where each value comes from" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("plan", "Check a pipeline and show in which order its tasks would run. Writes nothing");
        _run.AddTo(command);
        command.Options.Add(_format);
        command.Options.Add(_showConfig);
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

        var showsConfig = context.Arguments.GetValue(_showConfig);
        if (showsConfig && format is "mermaid" or "dot")
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--show-config has no place in a diagram. Use --format table or json with it, not {format}.");
        }

        var request = await _run.ReadAsync(context.Arguments, context.Interrupted);
        if (context.Reader is RemoteReader remote)
        {
            return await ShowRemoteAsync(context, remote, request, format);
        }

        var planned = await context.Planner.PlanAsync(request, context.Interrupted);
        var reuse = request.Reuse == ReuseMode.Unchanged ? await ForecastAsync(context, planned, request) : null;
        var plan = planned.Plan;
        var settings = showsConfig ? context.Planner.Settings(planned, request) : null;
        switch (format)
        {
            case "json":
                context.Output.WriteJson(PlanReport.Of(PlanDocument.Of(planned.Pipeline, plan), settings, reuse));
                break;
            case "mermaid":
                await context.Output.Out.WriteAsync(PlanDiagram.Mermaid(plan));
                break;
            case "dot":
                await context.Output.Out.WriteAsync(PlanDiagram.Dot(plan));
                break;
            default:
                context.Output.WriteTable(PlanTable.Of(PlanDocument.Of(planned.Pipeline, plan), reuse));
                WriteSelection(context.Output, planned);
                if (settings is not null)
                {
                    context.Output.WriteTable(SettingTable.Of(settings));
                }

                break;
        }

        return ExitCode.Success;
    }

    /// <summary>The whole pipeline as the app has it.</summary>
    private async Task<int> ShowRemoteAsync(CommandContext context, RemoteReader remote, RunRequest request, string format)
    {
        var plain = new RunRequest { Pipeline = request.Pipeline, Parameters = request.Parameters, ModelConfigs = request.ModelConfigs, Origin = request.Origin };
        if (context.Arguments.GetValue(_showConfig) || request.Parameters.Count > 0 || request.ModelConfigs.ModelNames.Any() || request != plain)
        {
            throw new CliException(ExitCode.Invalid, "not-remote", $"'etl plan --url' shows the whole pipeline as the app has it. Leave out the options that describe a run: 'etl run {request.Pipeline} --url ...' takes them, and checks them before it starts anything.");
        }

        switch (format)
        {
            case "json":
                context.Output.WriteJson(await remote.PlanAsync(request.Pipeline, context.Interrupted));
                break;
            case "mermaid" or "dot":
                await context.Output.Out.WriteAsync(await remote.DiagramAsync(request.Pipeline, format, context.Interrupted));
                break;
            default:
                context.Output.WriteTable(PlanTable.Of(await remote.PlanAsync(request.Pipeline, context.Interrupted)));
                break;
        }

        return ExitCode.Success;
    }

    /// <summary>As the run would have it: with absolute paths, and on the same store.</summary>
    private static async Task<IReadOnlyList<ReuseForecast>> ForecastAsync(CommandContext context, PlannedRun planned, RunRequest request)
    {
        request = SourcePaths.MakeAbsolute(request, planned.Orchestrator);
        planned = await context.Planner.PlanAsync(request, context.Interrupted);
        if (context.OpenExistingStore() is not { } store)
        {
            return [.. planned.Plan.Tasks.Select(task => new ReuseForecast(task.Name, ReuseAction.Run, "there is no store yet", null, null))];
        }

        using var sources = context.OpenSources();
        return await new ReuseForecaster(store.Records, store.Heads, sources, context.Options).ForecastAsync(planned, request, context.Interrupted);
    }

    private static void WriteSelection(CliOutput output, PlannedRun planned)
    {
        if (planned.Plan.Tasks.Count < planned.Orchestrator.Plan.Tasks.Count)
        {
            output.Hint($"{planned.Plan.Tasks.Count} of {planned.Orchestrator.Plan.Tasks.Count} tasks are selected.");
        }

        foreach (var model in planned.Plan.UnselectedModels)
        {
            output.Hint($"'{model.Model}' is read from the store: '{model.Task}', which makes it, is not selected.");
        }
    }
}

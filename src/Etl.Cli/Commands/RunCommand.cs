using System.CommandLine;
using Etl.Cli.Running;

namespace Etl.Cli.Commands;

/// <summary><c>etl run PIPELINE</c></summary>
internal sealed class RunCommand : ICommand
{
    private readonly RunOptions _run = new();

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("run", "Run a pipeline and watch it to its end");
        _run.AddTo(command);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var request = await _run.ReadAsync(context.Arguments, context.Interrupted);
        var planned = await context.Planner.PlanAsync(request, context.Interrupted);
        request = SourcePaths.MakeAbsolute(request, planned.Orchestrator);
        var store = await context.OpenStoreAsync();
        await using var host = await RunHosts.OpenAsync(context, store, "run");
        var runId = await host.StartAsync(request, idempotencyKey: null, context.Interrupted);
        var plan = planned.Plan;
        context.Output.Hint($"Run {runId}: {plan.Tasks.Count} tasks in {plan.Levels.Count} levels, for {planned.Orchestrator.JobContext.BusinessDate:yyyy-MM-dd}");
        var exitCode = await RunWatch.WatchAsync(context, store, host, runId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }
}

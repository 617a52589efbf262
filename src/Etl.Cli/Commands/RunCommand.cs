using System.CommandLine;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Registry;

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
        if (context.Api is { } api)
        {
            return await RunRemotelyAsync(context, api, await _run.ReadAsync(context.Arguments, context.Interrupted));
        }

        OwnRunHost.Preload(context);
        var request = await _run.ReadAsync(context.Arguments, context.Interrupted);
        var planned = await context.Planner.PlanAsync(request, context.Interrupted);
        request = SourcePaths.MakeAbsolute(request, planned.Orchestrator);
        var store = await context.OpenStoreAsync();
        var (host, runId) = await RunHosts.StartAsync(context, store, "run", opened => opened.StartAsync(request, idempotencyKey: null, context.Interrupted));
        await using var started = host;
        var plan = planned.Plan;
        var date = planned.Orchestrator.JobContext.BusinessDate;
        context.Output.Hint($"Run {runId}: {plan.Tasks.Count} tasks in {plan.Levels.Count} levels, for {date:yyyy-MM-dd}{(IsInTheFuture(date) ? ", which is in the future: what it publishes is the latest until then" : "")}");
        var exitCode = await RunWatch.WatchAsync(context, new StoreReader(context, store), host, runId);
        await host.OthersEndedAsync(context);
        return exitCode;
    }

    /// <summary>Somewhere it is tomorrow already.</summary>
    private static bool IsInTheFuture(DateOnly date) => date > DateOnly.FromDateTime(CommandContext.Time.GetUtcNow().UtcDateTime).AddDays(1);

    private static async Task<int> RunRemotelyAsync(CommandContext context, ApiClient api, RunRequest request)
    {
        await using var host = new RemoteRunHost(api);
        var runId = await host.StartAsync(request, idempotencyKey: null, context.Interrupted);
        if (await context.Reader.FindRunAsync(runId, context.Interrupted) is { } run)
        {
            context.Output.Hint($"Run {runId}: {run.Tasks.Count} tasks in {run.Tasks.Select(task => task.Level).DefaultIfEmpty().Max()} levels, for {run.BusinessDate:yyyy-MM-dd}");
        }

        return await RunWatch.WatchAsync(context, context.Reader, host, runId);
    }
}

using System.CommandLine;
using System.Globalization;
using Etl.Cli.Output;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Commands;

/// <summary><c>etl backfill PIPELINE</c></summary>
internal sealed class BackfillCommand : ICommand
{
    private readonly RunOptions _run = new();
    private readonly Option<string> _from = new("--from") { Description = "First business date", HelpName = "YYYY-MM-DD", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Last business date", HelpName = "YYYY-MM-DD", Required = true };
    private readonly Option<bool> _missing = new("--missing") { Description = "Only dates of which a partition is missing" };
    private readonly Option<int> _maxParallel = new("--max-parallel") { Description = "So many runs at a time, oldest date first", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the backfill. Repeated with the same name it goes on where it stopped", HelpName = "NAME" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("backfill", "Run a pipeline for each business date of a range");
        _run.AddTo(command, withDate: false);
        command.Options.Add(_from);
        command.Options.Add(_to);
        command.Options.Add(_missing);
        command.Options.Add(_maxParallel);
        command.Options.Add(_name);
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var run = await _run.ReadAsync(context.Arguments, context.Interrupted);
        var request = new BackfillRequest
        {
            Run = run,
            From = ReadDate(context, _from),
            To = ReadDate(context, _to),
            MaxParallel = context.Arguments.GetValue(_maxParallel),
            MissingOnly = context.Arguments.GetValue(_missing),
        };
        var planned = await context.Planner.PlanAsync(run with { BusinessDate = request.From }, context.Interrupted);
        request = request with { Run = SourcePaths.MakeAbsolute(run, planned.Orchestrator) };
        var store = await context.OpenStoreAsync();
        var name = context.Arguments.GetValue(_name) ?? string.Create(CultureInfo.InvariantCulture, $"backfill-{CommandContext.Time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        await using var host = await RunHosts.OpenAsync(context, store, "backfill");
        var id = await host.StartBackfillAsync(request, name, context.Interrupted);
        context.Output.Hint($"Backfill {id} of {run.Pipeline}. If it is interrupted, repeat the command with: --name {name}");
        try
        {
            var backfill = await new BackfillFollower(store.Backfills, host, ended => Tell(context, ended), CommandContext.Time).FollowAsync(id, context.Interrupted);
            await host.OthersEndedAsync(context);
            return Report(context, backfill);
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested)
        {
            context.Output.Error.WriteLine(host.IsElsewhere
                ? $"Stopped watching. The backfill goes on; its runs are listed by: etl runs"
                : $"Stopping (Ctrl-C again: at once). Go on by repeating the command with: --name {name}");
            return ExitCode.Interrupted;
        }
    }

    private static void Tell(CommandContext context, BackfillRunDocument run) =>
        context.Output.Hint($"{run.BusinessDate:yyyy-MM-dd}: {run.Status}{(run.RunId is null ? "" : $", run {run.RunId}")}{(run.Error is null ? "" : $": {run.Error}")}");

    private static int Report(CommandContext context, BackfillDocument backfill)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(backfill);
        }
        else
        {
            context.Output.Hint($"{backfill.Succeeded} of {backfill.Runs.Count} runs succeeded.");
            foreach (var run in backfill.Runs.Where(run => !run.Status.IsSuccess()))
            {
                context.Output.Error.WriteLine(run switch
                {
                    { Error: not null } => $"{run.BusinessDate:yyyy-MM-dd} {run.Status}: {run.Error}",
                    { RunId: null } => $"{run.BusinessDate:yyyy-MM-dd} {run.Status}",
                    _ => $"{run.BusinessDate:yyyy-MM-dd} {run.Status}: etl show {run.RunId}, then etl rerun {run.RunId} --from-failed",
                });
            }
        }

        return backfill.Status.IsSuccess() ? ExitCode.Success : ExitCode.Failed;
    }

    private static DateOnly ReadDate(CommandContext context, Option<string> option)
    {
        var text = context.Arguments.GetRequiredValue(option);
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new CliException(ExitCode.Invalid, "invalid-arguments", $"{option.Name} {text} is not a date such as 2026-11-21.");
    }
}

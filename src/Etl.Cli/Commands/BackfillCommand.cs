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
        var (from, to) = (ReadDate(context, _from), ReadDate(context, _to));
        var maxParallel = context.Arguments.GetValue(_maxParallel);
        if (to < from || maxParallel < 1)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", to < from ? $"--to {to:yyyy-MM-dd} is before --from {from:yyyy-MM-dd}." : "--max-parallel is 1 or more.");
        }

        var request = await _run.ReadAsync(context.Arguments, context.Interrupted);
        var planned = await context.Planner.PlanAsync(request with { BusinessDate = from }, context.Interrupted);
        request = SourcePaths.MakeAbsolute(request, planned.Orchestrator);
        var store = await context.OpenStoreAsync();
        var dates = BackfillDates.Between(planned.Orchestrator, from, to).ToList();
        if (context.Arguments.GetValue(_missing))
        {
            dates = await BackfillDates.MissingAsync(planned.Orchestrator, dates, store.Heads, context.Interrupted);
        }

        var name = context.Arguments.GetValue(_name) ?? string.Create(CultureInfo.InvariantCulture, $"backfill-{CommandContext.Time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        context.Output.Hint($"Backfill {name}: {dates.Count} runs of {request.Pipeline}. If it is interrupted, repeat it with: --name {name}");
        var runs = await RunAllAsync(context, store, request, dates, name, maxParallel);
        return Report(context, name, runs);
    }

    private static async Task<IReadOnlyList<RunDocument>> RunAllAsync(CommandContext context, StoreContext store, RunRequest request, List<DateOnly> dates, string name, int maxParallel)
    {
        await using var host = await RunHosts.OpenAsync(context, store, "backfill");
        var runs = new RunDocument[dates.Count];
        await Parallel.ForAsync(0, dates.Count, new ParallelOptions { MaxDegreeOfParallelism = maxParallel, CancellationToken = context.Interrupted }, async (i, cancellationToken) =>
        {
            runs[i] = await RunAsync(context, store, host, request with { BusinessDate = dates[i] }, name, cancellationToken);
            context.Output.Hint($"{dates[i]:yyyy-MM-dd}: {runs[i].Status}, run {runs[i].RunId}");
        });
        await host.OthersEndedAsync(context);
        return runs;
    }

    private static async Task<RunDocument> RunAsync(CommandContext context, StoreContext store, IRunHost host, RunRequest request, string name, CancellationToken cancellationToken)
    {
        var runId = await host.StartAsync(request, $"{name} {request.BusinessDate:yyyy-MM-dd}", cancellationToken);
        var earlier = await store.Records.ReadRunAsync(runId, cancellationToken);
        if (earlier is { Status: RunStatus.Running } && !host.IsElsewhere)
        {
            // Nobody else works on this store, so its process died, or it was started just now, to which this does nothing.
            await host.ResumeAsync(runId, cancellationToken);
        }

        return await new RunFollower(store.Records, host, new NoProgress(), CommandContext.Time).FollowAsync(runId, cancellationToken);
    }

    private static int Report(CommandContext context, string name, IReadOnlyList<RunDocument> runs)
    {
        var failed = runs.Where(run => !run.Status.IsSuccess()).ToList();
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(new
            {
                name,
                succeeded = runs.Count - failed.Count,
                failed = failed.Count,
                runs = runs.Select(run => new { run.RunId, run.Pipeline, run.BusinessDate, run.Status, run.StartedAt, run.DurationMs }),
            });
        }
        else
        {
            context.Output.Hint($"{runs.Count - failed.Count} of {runs.Count} runs succeeded.");
            foreach (var run in failed)
            {
                context.Output.Error.WriteLine($"{run.BusinessDate:yyyy-MM-dd} {run.Status}: etl show {run.RunId}, then etl rerun {run.RunId} --from-failed");
            }
        }

        return failed.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static DateOnly ReadDate(CommandContext context, Option<string> option)
    {
        var text = context.Arguments.GetRequiredValue(option);
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new CliException(ExitCode.Invalid, "invalid-arguments", $"{option.Name} {text} is not a date such as 2026-11-21.");
    }
}

using Etl.Cli.Output.Tables;
using Etl.Cli.Reading;
using Etl.Core.Checks;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output;

/// <summary>A run for people: the table of its tasks, each error, where the reports lie, and the next command.</summary>
internal static class RunReport
{
    /// <summary>A run with more tasks shows those that did not end well, and counts the rest.</summary>
    private const int MaxTasks = 60;

    public static async Task WriteAsync(CliOutput output, IEtlReader reader, RunDocument run, bool withTimeline, CancellationToken cancellationToken)
    {
        if (output.IsQuiet)
        {
            return;
        }

        var shown = run.Tasks.Count <= MaxTasks ? run.Tasks : [.. run.Tasks.Where(task => !task.Status.IsSuccess()).Take(MaxTasks)];
        if (shown.Count > 0)
        {
            output.WriteTable(RunTable.Of(run, shown));
        }

        if (shown.Count < run.Tasks.Count)
        {
            await output.Out.WriteLineAsync($"{Readable.Count(run.Tasks.Count - shown.Count)} more tasks: {Counts(run)}");
        }

        foreach (var line in withTimeline ? RunTimeline.Lines(run, output.Results.Profile.Width) : [])
        {
            await output.Out.WriteLineAsync(line);
        }

        foreach (var task in run.Tasks.Where(task => task.Error is not null).Take(MaxTasks))
        {
            await output.Out.WriteLineAsync($"{task.Name} failed: {task.Error!.Message}");
        }

        foreach (var check in (run.Checks ?? []).Where(check => check.Severity == CheckSeverity.Warn).Take(MaxTasks))
        {
            // Failed checks of severity error are in the errors of their tasks.
            await output.Out.WriteLineAsync($"Warning: {check.Model}: {check.Check}: {check.Message}");
        }

        if (run.Error is not null)
        {
            await output.Out.WriteLineAsync($"Error: {run.Error.Message}");
        }

        await output.Out.WriteLineAsync(Summary(run));
        await WriteReportsAsync(output, reader, run, cancellationToken);
        await output.Out.WriteLineAsync(Next(run));
    }

    /// <summary>How it ended, on one line.</summary>
    public static string Summary(RunDocument run)
    {
        var duration = run.DurationMs is null ? "" : $" in {Readable.Duration(run.DurationMs)}";
        return $"Run {run.RunId} of {run.Pipeline} for {run.BusinessDate:yyyy-MM-dd}: {run.Status}{duration}. {run.Models.Count} models published.{Reused(run)}";
    }

    private static async Task WriteReportsAsync(CliOutput output, IEtlReader reader, RunDocument run, CancellationToken cancellationToken)
    {
        foreach (var (model, location) in await reader.ReportsAsync(run, cancellationToken))
        {
            await output.Out.WriteLineAsync($"Report {model}: {location}");
        }
    }

    private static string Reused(RunDocument run) =>
        run.Tasks.Count(task => task.Status == RunStatus.Reused) is > 0 and var reused ? $" {Readable.Count(reused)} of {Readable.Count(run.Tasks.Count)} tasks were not run: their outputs were taken over." : "";

    private static string Next(RunDocument run) => run.Status switch
    {
        RunStatus.Succeeded => "See the models with: etl models",
        RunStatus.Interrupted => $"Its process ended before the run did. Go on with: etl resume {run.RunId}",
        RunStatus.Failed => $"Nothing was published. Mend the cause, then run what is left with: etl rerun {run.RunId} --from-failed",
        RunStatus.Cancelled => "Nothing was published.",
        _ => $"Look again with: etl show {run.RunId}",
    };

    private static string Counts(RunDocument run) => string.Join(", ", run.Tasks.CountBy(task => task.Status).OrderBy(pair => pair.Key).Select(pair => $"{Readable.Count(pair.Value)} {pair.Key}"));
}

using System.CommandLine;
using System.Globalization;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl runs</c></summary>
internal sealed class RunsCommand : ICommand
{
    private readonly Option<int> _limit = new("--limit") { Description = "At most this many", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "Of this pipeline only", HelpName = "NAME" };
    private readonly Option<string?> _status = new("--status") { Description = $"Of this status only, or of several: {string.Join(", ", ListedStatuses.OfStore)}", HelpName = "STATUS,..." };
    private readonly Option<string?> _from = new("--from") { Description = "First business date", HelpName = "YYYY-MM-DD" };
    private readonly Option<string?> _to = new("--to") { Description = "Last business date", HelpName = "YYYY-MM-DD" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        _status.CompletionSources.Add([.. ListedStatuses.OfStore.Select(status => status.ToString())]);
        var command = new Command("runs", "List the runs, newest first") { _limit, _pipeline, _status, _from, _to };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var (filter, limit) = ReadFilter(context.Arguments);
        var runs = await ReadAsync(context, filter, limit);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(runs);
        }
        else if (runs.Count > 0)
        {
            context.Output.WriteTable(Table(runs));
        }
        else
        {
            context.Output.Hint(filter == new RunFilter() ? "There are no runs yet. Start one with 'etl run PIPELINE'." : "No run is like that. See all with: etl runs");
        }

        return ExitCode.Success;
    }

    private (RunFilter Filter, int Limit) ReadFilter(ParseResult arguments)
    {
        var problems = new List<RunProblem>();
        var filter = new RunFilter
        {
            Pipeline = arguments.GetValue(_pipeline),
            Statuses = ReadStatuses(arguments.GetValue(_status), problems),
            From = DateText.Read(_from, arguments.GetValue(_from), problems),
            To = DateText.Read(_to, arguments.GetValue(_to), problems),
        };
        var limit = arguments.GetValue(_limit);
        if (limit < 1)
        {
            problems.Add(new RunProblem("invalid-arguments", string.Create(CultureInfo.InvariantCulture, $"--limit {limit} is not possible: it is at least 1.")));
        }

        return problems.Count == 0 ? (filter, limit) : throw new CliException(ExitCode.Invalid, "invalid-arguments", RunOptions.Describe(problems), problems);
    }

    private static IReadOnlyList<Core.Runs.RunStatus>? ReadStatuses(string? text, List<RunProblem> problems)
    {
        if (text is null)
        {
            return null;
        }

        var unknown = new List<string>();
        var statuses = ListedStatuses.Parse(text, ListedStatuses.OfStore, unknown);
        problems.AddRange(unknown.Select(problem => new RunProblem("invalid-arguments", $"--status {problem}")));
        return statuses;
    }

    /// <summary>Page by page until there are enough.</summary>
    private static async Task<IReadOnlyList<RunIndexEntry>> ReadAsync(CommandContext context, RunFilter filter, int limit)
    {
        var runs = new List<RunIndexEntry>();
        var reader = context.Reader;
        string? after = null;
        do
        {
            var page = await reader.RunsAsync(filter, limit - runs.Count, after, context.Interrupted);
            runs.AddRange(page.Runs);
            after = page.Next;
        }
        while (after is not null && runs.Count < limit);

        // An app's next page is as long as the first.
        return runs.Count <= limit ? runs : runs[..limit];
    }

    private static FittedTable Table(IReadOnlyList<RunIndexEntry> runs)
    {
        var table = new FittedTable().Add("Run").Add("Pipeline", leftOut: 1).Add("Date", leftOut: 4).Add("Status").Add("Started", leftOut: 2).Add("Duration", leftOut: 3, isNumber: true);
        foreach (var run in runs)
        {
            table.AddRow(
                run.RunId,
                run.Pipeline,
                run.BusinessDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                RunTable.Status(run.Status),
                Readable.Time(run.StartedAt),
                Readable.Duration(run.DurationMs));
        }

        return table;
    }
}

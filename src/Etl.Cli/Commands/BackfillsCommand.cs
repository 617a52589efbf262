using System.CommandLine;
using System.Globalization;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Cli.Running;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Spectre.Console;

namespace Etl.Cli.Commands;

/// <summary><c>etl backfills</c>, and <c>etl backfills show|cancel|resume BACKFILL</c></summary>
internal sealed class BackfillsCommand : ICommand
{
    private readonly Option<int> _limit = new("--limit") { Description = "At most this many", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "Of this pipeline only", HelpName = "NAME" };
    private readonly BackfillArgument _backfill = new();

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("backfills", "List the backfills, newest first") { _limit, _pipeline };
        command.SetAction((result, _) => execute(result, ListAsync));
        Add("show", "Show where a backfill and each of its dates stand", ShowAsync);
        Add("cancel", "Start no more runs of a backfill, and cancel those that run", CancelAsync);
        Add("resume", "Go on with a backfill whose process died, and watch it to its end", ResumeAsync);
        return command;

        void Add(string name, string description, Func<CommandContext, Task<int>> run)
        {
            var verb = new Command(name, description);
            _backfill.AddTo(verb);
            verb.SetAction((result, _) => execute(result, run));
            command.Subcommands.Add(verb);
        }
    }

    private async Task<int> ListAsync(CommandContext context)
    {
        var limit = context.Arguments.GetValue(_limit);
        if (limit < 1)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", string.Create(CultureInfo.InvariantCulture, $"--limit {limit} is not possible: it is at least 1."));
        }

        var backfills = await context.Reader.BackfillsAsync(context.Arguments.GetValue(_pipeline), limit, context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(backfills);
        }
        else if (backfills.Count > 0)
        {
            context.Output.WriteTable(Table(backfills));
        }
        else
        {
            context.Output.Hint("There are no backfills. Start one with 'etl backfill PIPELINE --from DATE --to DATE'.");
        }

        return ExitCode.Success;
    }

    private async Task<int> ShowAsync(CommandContext context)
    {
        var backfill = await _backfill.FindAsync(context);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(backfill);
        }
        else
        {
            await BackfillReport.WriteAsync(context.Output, backfill);
        }

        return ExitCode.Success;
    }

    private async Task<int> CancelAsync(CommandContext context)
    {
        var id = (await _backfill.FindAsync(context)).Id;
        var (host, reader) = await OpenAsync(context);
        await using (host)
        {
            await host.CancelBackfillAsync(id, context.Interrupted);
            var backfill = await new BackfillFollower(reader, host, _ => { }, CommandContext.Time).FollowAsync(id, context.Interrupted);
            if (context.Output.IsJson)
            {
                context.Output.WriteJson(backfill);
            }
            else
            {
                context.Output.Hint($"Backfill {id} ended {backfill.Status}.");
            }

            return backfill.Status == RunStatus.Cancelled ? ExitCode.Success : ExitCode.Failed;
        }
    }

    private async Task<int> ResumeAsync(CommandContext context)
    {
        var backfill = await _backfill.FindAsync(context);
        var isUnlisted = backfill.Status.HasEnded() && context.Api is null && await IsUnlistedAsync(context.OpenStoreToRead().Backfills, backfill.Id, context.Interrupted);
        if (backfill.Status.HasEnded() && !isUnlisted)
        {
            throw new CliException(ExitCode.Invalid, "ended", $"Backfill '{backfill.Id}' has ended ({backfill.Status}). Runs of it that did not end well are repeated by 'etl rerun RUN'; see: etl backfills show {backfill.Id}");
        }

        var (host, reader) = await OpenAsync(context);
        await using (host)
        {
            if (!host.IsElsewhere || isUnlisted || backfill.Status == RunStatus.Interrupted)
            {
                await host.ResumeBackfillAsync(backfill.Id, context.Interrupted);
            }

            return await BackfillWatch.WatchAsync(context, reader, host, backfill.Id);
        }
    }

    /// <summary>The process that ended it has died before it could say so in the index.</summary>
    private static async Task<bool> IsUnlistedAsync(BackfillRecords records, string id, CancellationToken cancellationToken) =>
        await records.FindClaimAsync(id, cancellationToken) is { } claim && !await records.IsListedAsEndedAsync(claim, cancellationToken);

    private static async Task<(IRunHost Host, IEtlReader Reader)> OpenAsync(CommandContext context)
    {
        if (context.Api is { } api)
        {
            return (new RemoteRunHost(api), context.Reader);
        }

        var store = context.OpenStoreToRead();
        return (await RunHosts.OpenAsync(context, store, "backfill"), new StoreReader(context, store));
    }

    private static FittedTable Table(IReadOnlyList<BackfillIndexEntry> backfills)
    {
        var table = new FittedTable().Add("Backfill").Add("Pipeline", leftOut: 1).Add("Status").Add("From", leftOut: 4).Add("To", leftOut: 4).Add("Dates", leftOut: 3, isNumber: true).Add("Started", leftOut: 2);
        foreach (var backfill in backfills)
        {
            table.AddRow(
                backfill.Id,
                backfill.Pipeline,
                RunTable.Status(backfill.Status),
                backfill.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                backfill.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Readable.Count(backfill.Dates),
                Readable.Time(backfill.StartedAt));
        }

        return table;
    }
}

using System.CommandLine;
using Etl.Cli.Output;
using Etl.Cli.Output.Tables;
using Etl.Storage.Registry.Retention;

namespace Etl.Cli.Commands;

/// <summary><c>etl gc</c></summary>
internal sealed class GcCommand : ICommand
{
    private const int MaxDays = 36_500;
    private const int MaxOpenRuns = 5;
    private static readonly RetentionPolicy Default = new();
    private readonly Option<int> _keepLast = new("--keep-last") { Description = "Versions of each model and partition that are kept", HelpName = "N", DefaultValueFactory = _ => Default.KeepLast };
    private readonly Option<int> _keepDays = new("--keep-days") { Description = "Runs that ended within so many days are kept whole", HelpName = "D", DefaultValueFactory = _ => (int)Default.KeepFor.TotalDays };
    private readonly Option<bool> _apply = new("--apply") { Description = "Do it. Without it, nothing is written, and what would be done is shown" };

    public Command Create(Func<ParseResult, Func<CommandContext, Task<int>>, Task<int>> execute)
    {
        var command = new Command("gc", "Take old versions off the lists of models, and delete what nobody needs; first as a dry run") { _keepLast, _keepDays, _apply };
        command.SetAction((result, _) => execute(result, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var keepLast = context.Arguments.GetValue(_keepLast);
        var keepDays = context.Arguments.GetValue(_keepDays);
        if (keepLast < 1 || keepDays is < 0 or > MaxDays)
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", $"--keep-last is at least 1, and --keep-days is 0 to {MaxDays}.");
        }

        var apply = context.Arguments.GetValue(_apply);
        var policy = new RetentionPolicy { KeepLast = keepLast, KeepFor = TimeSpan.FromDays(keepDays) };
        var store = apply ? await context.OpenStoreAsync() : context.OpenStoreToRead();
        var report = await new GarbageCollection(store.Store, store.Records, store.Heads, CommandContext.Time).CollectAsync(policy, apply, context.Interrupted);
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(Document(policy, report));
        }
        else
        {
            Show(context.Output, policy, report);
        }

        return ExitCode.Success;
    }

    private static object Document(RetentionPolicy policy, GcReport report) => new
    {
        applied = report.IsApplied,
        keepLast = policy.KeepLast,
        keepDays = (int)policy.KeepFor.TotalDays,
        unlisted = report.Unlisted.Select(version => new
        {
            model = version.Model,
            version = version.Version,
            partition = version.Partition,
            runId = version.Order.RunId,
            businessDate = version.Order.BusinessDate,
            bytes = version.AllParts.Sum(part => part.Bytes),
        }),
        marked = report.Marked,
        waiting = report.Waiting,
        deleted = report.Deleted,
        unmarked = report.Unmarked,
        taskNotes = report.TaskNotes,
        freedBytes = report.FreedBytes,
        kept = report.Kept,
        keptVersions = report.KeptVersions,
        openRuns = report.OpenRuns,
    };

    private static void Show(CliOutput output, RetentionPolicy policy, GcReport report)
    {
        if (report.Unlisted.Count > 0)
        {
            output.WriteTable(Models(report));
        }

        output.WriteTable(Objects(report));
        var verb = report.IsApplied ? "" : "would be ";
        output.Hint($"{report.Unlisted.Count} versions {verb}taken off the lists, {report.KeptVersions} stay. {Readable.Bytes(report.FreedBytes)} {(report.IsApplied ? "are" : "would be")} on the way to be deleted, in passes at least {RetentionPolicy.DefaultSafetyPeriod.TotalDays:0} days apart.");
        if (policy.KeepFor < RetentionPolicy.DefaultSafetyPeriod)
        {
            output.Hint($"Whatever --keep-days says, runs that ended less than {RetentionPolicy.DefaultSafetyPeriod.TotalDays:0} days ago are kept whole.");
        }

        if (report.OpenRuns.Count > 0)
        {
            output.Hint($"Everything of {report.OpenRuns.Count} runs that have not ended is kept: {string.Join(", ", report.OpenRuns.Take(MaxOpenRuns))}{(report.OpenRuns.Count > MaxOpenRuns ? ", ..." : "")}. End one with 'etl resume RUN' or 'etl cancel RUN'.");
        }

        if (!report.IsApplied)
        {
            output.Hint($"Nothing was changed. Do it with 'etl gc --keep-last {policy.KeepLast} --keep-days {policy.KeepFor.TotalDays:0} --apply'.");
        }
    }

    private static FittedTable Models(GcReport report)
    {
        var table = new FittedTable().Add("Model").Add("Version").Add("Partition", leftOut: 3).Add("Business date", leftOut: 4).Add("Run", leftOut: 1).Add("Bytes", leftOut: 2, isNumber: true);
        foreach (var version in report.Unlisted)
        {
            table.AddRow(
                version.Model,
                version.Version,
                version.Partition,
                version.Order.BusinessDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                version.Order.RunId,
                Readable.Bytes(version.AllParts.Sum(part => part.Bytes)));
        }

        return table;
    }

    private static FittedTable Objects(GcReport report)
    {
        var table = new FittedTable().Add("", Room.Words);
        foreach (var column in new[] { "Commit records", "Blobs", "Lists", "Task notes" })
        {
            table.Add(column, isNumber: true);
        }

        Add(report.IsApplied ? "Deleted" : "To delete now", report.Deleted, report.TaskNotes);
        Add(report.IsApplied ? "Marked" : "To mark", report.Marked);
        Add("Marked before, waiting", report.Waiting);
        Add("Kept", report.Kept);
        return table;

        void Add(string what, GcCounts counts, int? notes = null) =>
            table.AddRow(what, Readable.Count(counts.Commits), Readable.Count(counts.Blobs), Readable.Count(counts.HeadFiles), notes is { } count ? Readable.Count(count) : "");
    }
}

using Etl.Core.Registry;
using Etl.Core.Runs;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>The tasks of a run as a table.</summary>
internal static class RunTable
{
    public static Table Of(RunDocument run, IEnumerable<TaskDocument> tasks)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("Task");
        table.AddColumn("Group");
        table.AddColumn(new TableColumn("Level").RightAligned());
        table.AddColumn("Status");
        table.AddColumn(new TableColumn("Attempts").RightAligned());
        table.AddColumn(new TableColumn("Rows").RightAligned());
        table.AddColumn(new TableColumn("Bytes").RightAligned());
        table.AddColumn(new TableColumn("Duration").RightAligned());
        foreach (var task in tasks)
        {
            var hasWritten = task.Status.IsSuccess() || task.Rows > 0 || task.Bytes > 0;
            table.AddRow(
                Markup.Escape(task.Name),
                Markup.Escape(task.Group),
                Readable.Count(task.Level),
                Status(task.Status),
                task.Attempts == 0 ? "" : Readable.Count(task.Attempts),
                hasWritten ? Readable.Count(task.Rows) : "",
                hasWritten ? Readable.Bytes(task.Bytes) : "",
                Readable.Duration(task.DurationMs));
        }

        return table;
    }

    public static string Status(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Reused => $"[green]{status}[/]",
        RunStatus.Failed => $"[red]{status}[/]",
        RunStatus.Running => $"[blue]{status}[/]",
        RunStatus.Cancelled or RunStatus.Interrupted or RunStatus.Paused => $"[yellow]{status}[/]",
        _ => $"[grey]{status}[/]",
    };
}

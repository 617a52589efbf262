using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output.Tables;

/// <summary>The tasks of a run as a table.</summary>
internal static class RunTable
{
    public static FittedTable Of(RunDocument run, IEnumerable<TaskDocument> tasks)
    {
        ArgumentNullException.ThrowIfNull(run);
        var table = new FittedTable()
            .Add("Task", Room.Middle)
            .Add("Group", Room.Middle, leftOut: 1)
            .Add("Level", leftOut: 2, isNumber: true)
            .Add("Status")
            .Add("Attempts", leftOut: 4, isNumber: true)
            .Add("Rows", leftOut: 5, isNumber: true)
            .Add("Bytes", leftOut: 3, isNumber: true)
            .Add("Duration", leftOut: 6, isNumber: true);
        foreach (var task in tasks)
        {
            var hasWritten = task.Status.IsSuccess() || task.Rows > 0 || task.Bytes > 0;
            table.AddRow(
                task.Name,
                task.Group,
                Readable.Count(task.Level),
                Status(task.Status),
                task.Attempts == 0 ? "" : Readable.Count(task.Attempts),
                hasWritten ? Readable.Count(task.Rows) : "",
                hasWritten ? Readable.Bytes(task.Bytes) : "",
                Readable.Duration(task.DurationMs));
        }

        return table;
    }

    public static TableCell Status(RunStatus status) => new(status.ToString(), Styles.Of(status));
}

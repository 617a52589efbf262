using Etl.Core.Planning;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>A plan as a table: run order, with the levels.</summary>
internal static class PlanTable
{
    public static Table Of(ExecutionPlan plan)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("#").RightAligned());
        table.AddColumn(new TableColumn("Level").RightAligned());
        table.AddColumns("Task", "Group", "Requires", "Provides");
        for (var i = 0; i < plan.Tasks.Count; i++)
        {
            var task = plan.Tasks[i];
            table.AddRow(
                Readable.Count(i + 1),
                Readable.Count(task.Level),
                Markup.Escape(task.Name),
                Markup.Escape(task.GroupPath),
                Markup.Escape(string.Join(", ", task.Requires)),
                Markup.Escape(string.Join(", ", task.Provides)));
        }

        return table;
    }
}

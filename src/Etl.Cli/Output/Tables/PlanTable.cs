using Etl.Core.Planning;
using Etl.Functions.Reuse;

namespace Etl.Cli.Output.Tables;

/// <summary>A plan as a table: run order, with the levels. Models that are read from the store are marked.</summary>
internal static class PlanTable
{
    public static FittedTable Of(PlanDocument plan, IReadOnlyList<ReuseForecast>? reuse = null)
    {
        var table = new FittedTable()
            .Add("#", leftOut: 6, isNumber: true)
            .Add("Level", isNumber: true)
            .Add("Task", Room.Middle)
            .Add("Group", Room.Middle, leftOut: 4)
            .Add("Requires", Room.Words, leftOut: reuse is null ? 0 : 5)
            .Add("Provides", Room.Words, leftOut: 5);
        if (reuse is not null)
        {
            table.Add("With reuse", Room.Words);
        }

        var about = About(plan);
        foreach (var (column, leftOut, _) in about)
        {
            table.Add(column, Room.Words, leftOut);
        }

        var elsewhere = plan.ExternalModels.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < plan.Tasks.Count; i++)
        {
            var task = plan.Tasks[i];
            TableCell[] cells =
            [
                Readable.Count(i + 1),
                Readable.Count(task.Level),
                task.Name,
                task.Group,
                string.Join(", ", task.Requires.Select(model => elsewhere.Contains(model) ? $"{model} (published)" : model)),
                string.Join(", ", task.Provides),
            ];
            table.AddRow([.. cells, .. reuse is null ? Array.Empty<TableCell>() : [Describe(reuse[i])], .. about.Select(column => (TableCell)column.Cell(task))]);
        }

        return table;
    }

    /// <summary>What tasks say of themselves, where any of them does.</summary>
    private static List<(string Column, int LeftOut, Func<PlannedTaskDocument, string?> Cell)> About(PlanDocument plan)
    {
        List<(string Column, int LeftOut, Func<PlannedTaskDocument, string?> Cell)> columns =
        [
            ("Tags", 3, task => string.Join(", ", task.Tags)),
            ("Owner", 2, task => task.Owner),
            ("Description", 1, task => task.Description),
        ];
        return columns.FindAll(column => plan.Tasks.Any(task => !string.IsNullOrEmpty(column.Cell(task))));
    }

    private static string Describe(ReuseForecast forecast) => forecast.Action switch
    {
        ReuseAction.Reuse => $"reused: {forecast.Version} of run {forecast.RunId}",
        ReuseAction.Maybe => $"runs {forecast.Reason}",
        _ => forecast.Reason.StartsWith("always run", StringComparison.Ordinal) ? forecast.Reason : $"runs: {forecast.Reason}",
    };
}

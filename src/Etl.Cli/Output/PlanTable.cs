using Etl.Core.Planning;
using Etl.Functions.Reuse;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>A plan as a table: run order, with the levels. Models that are read from the store are marked.</summary>
internal static class PlanTable
{
    public static Table Of(PlanDocument plan, IReadOnlyList<ReuseForecast>? reuse = null)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("#").RightAligned());
        table.AddColumn(new TableColumn("Level").RightAligned());
        table.AddColumns("Task", "Group", "Requires", "Provides");
        if (reuse is not null)
        {
            table.AddColumn("With reuse");
        }

        var about = About(plan);
        foreach (var (column, _) in about)
        {
            table.AddColumn(column);
        }

        var elsewhere = plan.ExternalModels.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < plan.Tasks.Count; i++)
        {
            var task = plan.Tasks[i];
            string[] cells =
            [
                Readable.Count(i + 1),
                Readable.Count(task.Level),
                Markup.Escape(task.Name),
                Markup.Escape(task.Group),
                Markup.Escape(string.Join(", ", task.Requires.Select(model => elsewhere.Contains(model) ? $"{model} (published)" : model))),
                Markup.Escape(string.Join(", ", task.Provides)),
            ];
            table.AddRow([.. cells, .. reuse is null ? Array.Empty<string>() : [Markup.Escape(Describe(reuse[i]))], .. about.Select(column => Markup.Escape(column.Cell(task) ?? ""))]);
        }

        return table;
    }

    /// <summary>What tasks say of themselves, where any of them does.</summary>
    private static List<(string Column, Func<PlannedTaskDocument, string?> Cell)> About(PlanDocument plan)
    {
        List<(string Column, Func<PlannedTaskDocument, string?> Cell)> columns =
        [
            ("Tags", task => string.Join(", ", task.Tags)),
            ("Owner", task => task.Owner),
            ("Description", task => task.Description),
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

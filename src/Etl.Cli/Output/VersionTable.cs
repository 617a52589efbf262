using System.Globalization;
using Etl.Core.Registry;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>Versions of models as a table.</summary>
internal static class VersionTable
{
    /// <summary>One row for each version.</summary>
    /// <param name="versions">In the order in which they are shown.</param>
    /// <param name="now">Of which their age is reckoned.</param>
    public static Table Of(IReadOnlyList<ModelVersionDocument> versions, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Model", "Version", "Business date");
        table.AddColumn(new TableColumn("Rows").RightAligned());
        table.AddColumn(new TableColumn("Bytes").RightAligned());
        table.AddColumn(new TableColumn("Age").RightAligned());
        table.AddColumns("Checks", "Run");
        foreach (var version in versions)
        {
            table.AddRow(
                Markup.Escape(Name(version)),
                version.Version,
                version.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Readable.Count(version.Rows),
                Readable.Bytes(version.Bytes),
                Readable.Age(now - version.CreatedAt),
                version.Quality switch
                {
                    ModelQuality.Passed => "passed",
                    ModelQuality.Warned => "[yellow]warned[/]",
                    _ => "",
                },
                Markup.Escape(Run(version)));
        }

        return table;
    }

    private static string Name(ModelVersionDocument version) => version switch
    {
        { Partitions: { } count } => $"{version.Model}[{version.Partition}] of {Readable.Count(count)}",
        { Partition: { } partition } => $"{version.Model}[{partition}]",
        _ => version.Model,
    };

    private static string Run(ModelVersionDocument version)
    {
        var run = version.MadeBy is null ? version.RunId : $"{version.RunId}, reused from {version.MadeBy}";
        return version.ForcedAt is null ? run : $"{run}, forced {Readable.Time(version.ForcedAt.Value)}";
    }
}

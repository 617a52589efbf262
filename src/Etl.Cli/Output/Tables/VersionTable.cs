using System.Globalization;
using Etl.Core.Registry;

namespace Etl.Cli.Output.Tables;

/// <summary>Versions of models as a table.</summary>
internal static class VersionTable
{
    /// <summary>One row for each version.</summary>
    /// <param name="versions">In the order in which they are shown.</param>
    /// <param name="now">Of which their age is reckoned.</param>
    public static FittedTable Of(IReadOnlyList<ModelVersionDocument> versions, DateTimeOffset now)
    {
        var table = new FittedTable()
            .Add("Model")
            .Add("Version", leftOut: 5)
            .Add("Business date")
            .Add("Rows", leftOut: 6, isNumber: true)
            .Add("Bytes", leftOut: 2, isNumber: true)
            .Add("Age", leftOut: 3, isNumber: true)
            .Add("Checks", leftOut: 4)
            .Add("Run", leftOut: 1);
        foreach (var version in versions)
        {
            table.AddRow(
                Name(version),
                version.Version,
                version.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Readable.Count(version.Rows),
                Readable.Bytes(version.Bytes),
                Readable.Age(now - version.CreatedAt),
                version.Quality switch
                {
                    ModelQuality.Passed => "passed",
                    ModelQuality.Warned => new TableCell("warned", Styles.Held),
                    _ => "",
                },
                Run(version));
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

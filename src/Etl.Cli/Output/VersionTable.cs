using System.Globalization;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>Versions of models as a table.</summary>
internal static class VersionTable
{
    public static Table Of(IEnumerable<ModelVersionDocument> versions)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Model", "Version", "Business date");
        table.AddColumn(new TableColumn("Rows").RightAligned());
        table.AddColumn(new TableColumn("Bytes").RightAligned());
        table.AddColumns("Created", "Run");
        foreach (var version in versions)
        {
            table.AddRow(
                Markup.Escape(version.Model),
                version.Version,
                version.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Readable.Count(version.Rows),
                Readable.Bytes(version.Bytes),
                Readable.Time(version.CreatedAt),
                Markup.Escape(version.RunId));
        }

        return table;
    }
}

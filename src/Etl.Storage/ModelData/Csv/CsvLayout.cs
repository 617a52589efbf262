using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Tasks;

namespace Etl.Storage.ModelData.Csv;

/// <summary>The columns that a row type has as CSV.</summary>
internal static class CsvLayout
{
    /// <summary>The columns of a file that is made: every property that is written.</summary>
    /// <exception cref="PermanentTaskException">The type has no fixed set of properties that could be columns.</exception>
    public static IReadOnlyList<CsvColumn> ForWriting(JsonTypeInfo rowType, string model)
    {
        var columns = rowType is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null }
            ? rowType.Properties.Where(property => property.Get is not null && !property.IsExtensionData).OrderBy(property => property.Order).Select(CsvColumn.Of).ToList()
            : [];
        return columns.Count > 0
            ? columns
            : throw new PermanentTaskException($"Model '{model}' can't be stored as CSV: its row type '{rowType.Type.Name}' is not an object with a fixed set of properties, which would be the columns. Store it as JsonLines.");
    }

    /// <summary>The columns of a file that is there. Those that the row type does not know are read as any JSON, so that the serializer decides what becomes of them.</summary>
    public static IReadOnlyList<CsvColumn> ForReading(JsonTypeInfo rowType, IReadOnlyList<string> header)
    {
        if (rowType.Type == typeof(JsonElement))
        {
            return [.. header.Select(name => new CsvColumn(name, CellKind.Text, takesNull: true))];
        }

        var known = rowType.Kind == JsonTypeInfoKind.Object
            ? rowType.Properties.Where(property => !property.IsExtensionData).Select(CsvColumn.Of).ToDictionary(column => column.Name, StringComparer.Ordinal)
            : [];
        return [.. header.Select(name => known.GetValueOrDefault(name) ?? new CsvColumn(name, CellKind.Json, takesNull: true))];
    }
}

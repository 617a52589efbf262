using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Csv;

namespace Etl.Storage.ModelData.Writing;

/// <summary>How the rows of one output are encoded. Each of its blobs has an encoder of its own.</summary>
internal sealed class RowEncoding
{
    private readonly IReadOnlyList<CsvColumn>? _columns;
    private readonly CsvRowEncoder? _check;

    private RowEncoding(IReadOnlyList<CsvColumn>? columns, bool mayHaveOtherProperties)
    {
        _columns = columns;
        _check = columns is not null && mayHaveOtherProperties ? new CsvRowEncoder(columns) : null;
    }

    /// <summary>As the model's settings say.</summary>
    /// <exception cref="PermanentTaskException">The rows can't be stored in the model's format.</exception>
    public static RowEncoding Of(Model model, JsonTypeInfo rowType) => model.Format == ModelFormat.Csv
        ? new RowEncoding(CsvLayout.ForWriting(rowType, model.Name), rowType.Properties.Any(property => property.IsExtensionData))
        : new RowEncoding(columns: null, mayHaveOtherProperties: false);

    public IRowEncoder CreateEncoder() => _columns is null ? new JsonLinesRowEncoder() : new CsvRowEncoder(_columns);

    /// <summary>Refuses a row that can't be encoded while its writer can still be told.</summary>
    /// <exception cref="PermanentTaskException">The row has a property that is no column.</exception>
    public void Check(ReadOnlySpan<byte> canonicalRow) => _check?.FindCells(canonicalRow);
}

namespace Etl.Storage.ModelData.Csv;

/// <summary>How a JSON value stands in a cell. In every kind an empty cell is null, and an empty text is a quoted empty cell.</summary>
internal enum CellKind
{
    /// <summary>The text of a JSON string, whatever it looks like.</summary>
    Text,

    /// <summary>A JSON number, true or false; other texts, such as NaN, are JSON strings.</summary>
    Literal,

    /// <summary>Any JSON as it is. A string that could be taken for other JSON keeps its JSON quotes, the others stand as plain text.</summary>
    Json,
}

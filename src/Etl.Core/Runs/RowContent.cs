using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Runs;

/// <summary>
/// Rows as a store would keep them, as JSON: each reader gets objects of its own, a row may be reused by its writer, and what
/// JSON does not carry is lost here as it would be there.
/// </summary>
internal sealed class RowContent<TRow>(JsonTypeInfo<TRow> typeInfo) : IRowCount
{
    private readonly List<byte[]> _rows = [];

    public int Count => _rows.Count;

    public long Bytes { get; private set; }

    public void Add(TRow row)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(row, typeInfo);
        _rows.Add(json);
        Bytes += json.Length + 1;
    }

    public IEnumerable<TRow> Read() => _rows.Select(row => JsonSerializer.Deserialize(row, typeInfo)!);
}

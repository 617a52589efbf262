using System.IO.Compression;
using System.Text.Json;

namespace Etl.Benchmarks.Scenarios;

/// <summary>What files of gzipped JSON Lines add up to: rows, and for each property its numbers and the lengths of its texts.</summary>
internal sealed class RowSums
{
    /// <summary>Sums of a million numbers with fractions differ by the order in which they were added.</summary>
    private const double Tolerance = 1e-9;

    private readonly SortedDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private long _rows;

    private RowSums()
    {
    }

    public static async Task<RowSums> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var sums = new RowSums();
        foreach (var file in files)
        {
            await using var content = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(content);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                sums.Add(line);
            }
        }

        return sums;
    }

    /// <summary>The first difference in words; null when there is none.</summary>
    public string? DifferenceFrom(RowSums other)
    {
        if (_rows != other._rows)
        {
            return $"{_rows} rows and {other._rows}";
        }

        foreach (var property in _sums.Keys.Union(other._sums.Keys, StringComparer.Ordinal))
        {
            var (ours, theirs) = (_sums.GetValueOrDefault(property), other._sums.GetValueOrDefault(property));
            if (Math.Abs(ours - theirs) > Tolerance * Math.Max(Math.Abs(ours), Math.Abs(theirs)))
            {
                return $"'{property}' adds up to {ours} and {theirs}";
            }
        }

        return null;
    }

    private void Add(string line)
    {
        _rows++;
        using var row = JsonDocument.Parse(line);
        foreach (var property in row.RootElement.EnumerateObject())
        {
            _sums[property.Name] = _sums.GetValueOrDefault(property.Name) + property.Value.ValueKind switch
            {
                JsonValueKind.Number => property.Value.GetDouble(),
                JsonValueKind.String => property.Value.GetString()!.Length,
                JsonValueKind.True => 1,
                _ => 0,
            };
        }
    }
}

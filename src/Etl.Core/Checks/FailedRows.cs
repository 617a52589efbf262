namespace Etl.Core.Checks;

/// <summary>Counts rows that do not pass, and keeps the first three of them by their numbers.</summary>
internal sealed class FailedRows
{
    public const int MaxShown = 3;
    private readonly List<(long Number, string? Value)> _first = new(MaxShown + 1);

    public long Count { get; private set; }

    /// <summary>Whether the value of this row would be shown.</summary>
    public bool Shows(long number) => _first.Count < MaxShown || number < _first[^1].Number;

    public void Add(long number, string? value)
    {
        Count++;
        if (!Shows(number))
        {
            return;
        }

        var place = _first.FindIndex(row => row.Number > number);
        _first.Insert(place < 0 ? _first.Count : place, (number, value));
        if (_first.Count > MaxShown)
        {
            _first.RemoveAt(MaxShown);
        }
    }

    /// <summary><c>country is null in 2 of 10 rows: row 3, row 7</c>.</summary>
    public CheckFinding Finding(string problem, long rows)
    {
        if (Count == 0)
        {
            return CheckFinding.Passed;
        }

        var shown = string.Join(", ", _first.Select(row => row.Value is null ? $"row {row.Number}" : $"row {row.Number} ({row.Value})"));
        return new CheckFinding(Count, $"{problem} in {Count} of {rows} row{(rows == 1 ? "" : "s")}: {shown}{(Count > _first.Count ? ", ..." : "")}");
    }
}

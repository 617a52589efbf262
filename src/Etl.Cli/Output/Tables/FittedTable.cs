using Spectre.Console;

namespace Etl.Cli.Output.Tables;

/// <summary>
/// A table that fits the terminal: where there is too little room, sentences are broken between words, names are cut, and then columns are left out, those that matter least first.
/// What is whole, such as an id, stays so, because somebody may want to copy it.
/// </summary>
internal sealed class FittedTable
{
    /// <summary>Of a name that is cut.</summary>
    private const int LeastName = 22;

    /// <summary>A longer word is broken rather than another column left out for it.</summary>
    private const int LongestWord = 24;
    private readonly List<Column> _columns = [];
    private readonly List<TableCell[]> _rows = [];

    /// <summary>Adds a column.</summary>
    /// <param name="header">Its name.</param>
    /// <param name="room">What it does with too little room.</param>
    /// <param name="leftOut">1 is left out first, then 2; 0 never.</param>
    /// <param name="isNumber">Numbers stand at the right.</param>
    public FittedTable Add(string header, Room room = Room.Whole, int leftOut = 0, bool isNumber = false)
    {
        _columns.Add(new Column(_columns.Count, header, room, leftOut, isNumber));
        return this;
    }

    /// <summary>Adds a row, a cell for each column.</summary>
    public void AddRow(params TableCell[] cells)
    {
        _rows.Add(cells.Length == _columns.Count ? cells : throw new ArgumentException($"The table has {_columns.Count} columns, the row has {cells.Length}.", nameof(cells)));
    }

    /// <summary>The table for a terminal of so many columns, and the headers that were left out.</summary>
    public (Table Table, IReadOnlyList<string> LeftOut) Fit(int width)
    {
        var shown = _columns.ToList();
        while (Total(shown, Least) > width && shown.Where(column => column.LeftOut > 0).MinBy(column => column.LeftOut) is { } least)
        {
            shown.Remove(least);
        }

        var table = new Table().Border(TableBorder.Simple);
        var spare = width - Total(shown, Least);
        var cells = new Dictionary<Column, int>();
        foreach (var column in shown)
        {
            var more = Math.Clamp(Widest(column) - Least(column), 0, Math.Max(0, spare));
            spare -= more;
            cells[column] = Least(column) + more;
            table.AddColumn(new TableColumn(new Text(column.Header)) { Width = cells[column], Alignment = column.IsNumber ? Justify.Right : Justify.Left });
        }

        foreach (var row in _rows)
        {
            table.AddRow(shown.Select(column =>
            {
                var cell = row[column.Index];
                return new Text(column.Room == Room.Middle ? TextFit.Middle(cell.Text, cells[column]) : cell.Text, cell.Style);
            }));
        }

        return (table, [.. _columns.Except(shown).Select(column => column.Header)]);
    }

    /// <summary>With the blanks and lines that the border has for each column.</summary>
    private static int Total(IReadOnlyCollection<Column> columns, Func<Column, int> width) => columns.Sum(width) + (3 * columns.Count) + 1;

    private int Least(Column column) => column.Room switch
    {
        Room.Middle => Math.Max(column.Header.Length, Math.Min(LeastName, Widest(column))),
        Room.Words => Math.Max(column.Header.Length, Math.Min(LongestWord, Texts(column).SelectMany(text => text.Split(' ')).Max(word => word.GetCellWidth()))),
        _ => Widest(column),
    };

    private int Widest(Column column) => Texts(column).Max(text => text.GetCellWidth());

    private IEnumerable<string> Texts(Column column) => _rows.Select(row => row[column.Index].Text).Append(column.Header);

    private sealed record Column(int Index, string Header, Room Room, int LeftOut, bool IsNumber);
}

using System.Globalization;

namespace Etl.Tests.Shared;

/// <summary>
/// What a terminal shows of the text that is written to it: as much of ECMA-48 as a live view needs. It breaks lines at its width, scrolls at its height, and keeps what was scrolled
/// out of it. Anything else that a program tells a terminal is a failure, unless it only changes colours, modes or titles.
/// </summary>
internal sealed class Screen(int width, int height)
{
    private readonly List<char[]> _rows = [NewRow(width)];
    private int _top;
    private int _x;
    private int _y;

    /// <summary>Lines that were broken because they were too wide.</summary>
    public int BrokenLines { get; private set; }

    /// <summary>All rows, the ones that were scrolled out first, without blanks at their ends and without empty rows at the end.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            var rows = _rows.ConvertAll(row => new string(row).TrimEnd());
            while (rows.Count > 0 && rows[^1].Length == 0)
            {
                rows.RemoveAt(rows.Count - 1);
            }

            return rows;
        }
    }

    public override string ToString() => string.Join('\n', Rows);

    /// <summary>Takes a text that ends between two commands.</summary>
    public void Write(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r':
                    _x = 0;
                    break;
                case '\n':
                    // As a terminal's driver makes of it.
                    _x = 0;
                    LineFeed();
                    break;
                case '\u001b':
                    i = Command(text, i + 1);
                    break;
                default:
                    Put(text[i]);
                    break;
            }
        }
    }

    private static char[] NewRow(int width) => [.. Enumerable.Repeat(' ', width)];

    private void Put(char c)
    {
        if (_x == width)
        {
            BrokenLines++;
            _x = 0;
            LineFeed();
        }

        _rows[_top + _y][_x++] = c;
    }

    private void LineFeed()
    {
        if (_y == height - 1)
        {
            _top++;
        }
        else
        {
            _y++;
        }

        while (_rows.Count <= _top + _y)
        {
            _rows.Add(NewRow(width));
        }
    }

    /// <summary>The index of the command's last character.</summary>
    private int Command(string text, int i)
    {
        if (text[i] != '[')
        {
            // One character: a mode of the keypad.
            return text[i] is '=' or '>' or '7' or '8' ? i : throw new InvalidOperationException($"The terminal does not know ESC {text[i]}.");
        }

        var end = i + 1;
        while (!char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        var argument = text[(i + 1)..end];
        switch (text[end])
        {
            case 'A':
                _y = Math.Max(0, _y - int.Parse(argument, CultureInfo.InvariantCulture));
                break;
            case 'K' when argument.Length == 0:
                Array.Fill(_rows[_top + _y], ' ', Math.Min(_x, width - 1), width - Math.Min(_x, width - 1));
                break;
            case 'J' when argument.Length == 0:
                Array.Fill(_rows[_top + _y], ' ', Math.Min(_x, width - 1), width - Math.Min(_x, width - 1));
                _rows.RemoveRange(_top + _y + 1, _rows.Count - _top - _y - 1);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new InvalidOperationException($"The terminal does not know CSI {argument}{text[end]}.");
        }

        return end;
    }
}

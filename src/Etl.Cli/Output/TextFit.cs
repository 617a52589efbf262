using System.Text;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>Makes texts fit into the columns of a terminal. Widths are in cells: a wide character takes two.</summary>
internal static class TextFit
{
    private const string Ellipsis = "…";

    /// <summary>What comes from outside on one line: line breaks, tabs and the terminal's own commands become blanks.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
            {
                line.Append(rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Cut at its end.</summary>
    public static string End(string text, int width) => text.GetCellWidth() <= width ? text : width < 1 ? "" : Start(text, width - 1) + Ellipsis;

    /// <summary>Cut in its middle: of many names that begin alike the ends tell them apart.</summary>
    public static string Middle(string text, int width)
    {
        if (text.GetCellWidth() <= width)
        {
            return text;
        }

        var tail = (width - 1) / 2;
        return width < 1 ? "" : Start(text, width - 1 - tail) + Ellipsis + Tail(text, tail);
    }

    /// <summary>With blanks after it, up to a width.</summary>
    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - text.GetCellWidth()));

    /// <summary>With blanks before it, up to a width.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - text.GetCellWidth())) + text;

    private static string Start(string text, int width) => string.Concat(Within(text.EnumerateRunes(), width));

    private static string Tail(string text, int width) => string.Concat(Within(text.EnumerateRunes().Reverse(), width).Reverse());

    private static IEnumerable<Rune> Within(IEnumerable<Rune> runes, int width)
    {
        foreach (var rune in runes)
        {
            width -= rune.ToString().GetCellWidth();
            if (width < 0)
            {
                yield break;
            }

            yield return rune;
        }
    }
}

using Spectre.Console;

namespace Etl.Cli.Output.Tables;

/// <summary>A text in a table, on one line.</summary>
internal readonly record struct TableCell(string Text, Style? Style = null)
{
    public static implicit operator TableCell(string? text) => new(TextFit.OneLine(text ?? ""));
}

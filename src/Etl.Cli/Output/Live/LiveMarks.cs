namespace Etl.Cli.Output.Live;

/// <summary>The signs of the live view, each one cell wide.</summary>
internal sealed record LiveMarks(string Running, string Done, string Failed, char Full, char Rest, string Between)
{
    public static LiveMarks Unicode { get; } = new("▸", "✓", "✗", '━', '─', " · ");

    /// <summary>For terminals that have no other signs.</summary>
    public static LiveMarks Ascii { get; } = new(">", "+", "x", '#', '-', ", ");
}

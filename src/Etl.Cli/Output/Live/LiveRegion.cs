using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Etl.Cli.Output.Live;

/// <summary>
/// The last lines on a terminal, drawn again in their place. Lines that have not changed are not written again, and each drawing is one write, so nothing flickers.
/// A terminal that became narrower has broken the lines anew; their rows are reckoned, so that none of them stays behind.
/// </summary>
internal sealed class LiveRegion(IAnsiConsole console)
{
    private const string ToStartOfLine = "\r";
    private const string EraseToEndOfLine = "\u001b[K";
    private const string EraseBelow = "\u001b[J";
    private List<LiveLine> _drawn = [];
    private int _width;

    /// <summary>Puts lines in the place of those that were drawn before.</summary>
    public void Draw(IReadOnlyList<LiveLine> lines)
    {
        var width = console.Profile.Width;
        var isResized = width != _width;
        var segments = new List<Segment> { Segment.Control(ToTop(Rows(width))) };
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
            {
                segments.Add(Segment.LineBreak);
            }

            if (isResized)
            {
                // A whole row: then the terminal also forgets that it had broken a line there.
                segments.Add(Segment.Control(EraseToEndOfLine));
            }

            if (isResized || i >= _drawn.Count || _drawn[i].ToString() != lines[i].ToString())
            {
                segments.AddRange(lines[i].Segments);
                segments.Add(Segment.Control(EraseToEndOfLine));
            }
        }

        if (isResized || lines.Count < _drawn.Count)
        {
            segments.Add(Segment.Control(EraseBelow));
        }

        console.Write(new Frame(segments));
        _drawn = [.. lines];
        _width = width;
    }

    /// <summary>Takes the lines off the terminal: what is written next stands in their place.</summary>
    public void Clear()
    {
        // Row by row: erased from the top of the screen on at once, terminals keep them in what can be scrolled back to.
        var rows = Rows(console.Profile.Width);
        var erased = string.Join('\n', Enumerable.Repeat(EraseToEndOfLine, rows));
        console.Write(new Frame([Segment.Control(ToTop(rows) + erased + ToTop(rows))]));
        _drawn = [];
    }

    /// <summary>That the lines take on a terminal of this width.</summary>
    private int Rows(int width) => _drawn.Sum(line => Math.Max(1, (line.Width + width - 1) / width));

    private static string ToTop(int rows) => rows > 1 ? string.Create(CultureInfo.InvariantCulture, $"{ToStartOfLine}\u001b[{rows - 1}A") : ToStartOfLine;

    private sealed class Frame(IReadOnlyList<Segment> segments) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
    }
}

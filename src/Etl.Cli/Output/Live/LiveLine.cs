using Spectre.Console;
using Spectre.Console.Rendering;

namespace Etl.Cli.Output.Live;

/// <summary>A line on the terminal, put together from left to right and never wider than it may be.</summary>
internal sealed class LiveLine(int maxWidth)
{
    private readonly List<Segment> _segments = [];

    /// <summary>In cells.</summary>
    public int Width { get; private set; }

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Adds a text, cut at its end where the line ends.</summary>
    public LiveLine Add(string text, Style? style = null)
    {
        var fitting = TextFit.End(text, maxWidth - Width);
        if (fitting.Length > 0)
        {
            _segments.Add(new Segment(fitting, style ?? Style.Plain));
            Width += fitting.GetCellWidth();
        }

        return this;
    }

    /// <summary>Adds a text with a separator before it unless it is the first, if all of it fits.</summary>
    public bool TryAdd(string separator, string text, Style? style = null)
    {
        var before = Width == 0 ? "" : separator;
        if (Width + before.Length + text.GetCellWidth() > maxWidth)
        {
            return false;
        }

        Add(before, Styles.Aside);
        Add(text, style);
        return true;
    }

    public override string ToString() => string.Concat(_segments.Select(segment => segment.Text));
}

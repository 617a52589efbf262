namespace Etl.Hotels.Reports;

/// <summary>Stacked bars. Widths are percentages and heights pixels, so that a narrow page narrows the bars and not the letters.</summary>
internal static class BarChart
{
    private const double Top = 18;
    private const double PlotHeight = 150;
    private const double Height = Top + PlotHeight + 22;
    private const int Colours = 4;

    /// <summary>A figure with its key.</summary>
    /// <param name="description">What it shows, for those who can't see it.</param>
    /// <param name="labels">One for each bar.</param>
    /// <param name="series">From the bottom of the stack to its top.</param>
    public static Html Of(string description, IReadOnlyList<string> labels, IReadOnlyList<ChartSeries> series)
    {
        var maximum = RoundUp(Enumerable.Range(0, labels.Count).Select(bar => series.Sum(one => one.Values[bar])).DefaultIfEmpty().Max());
        return Html.Of($"""
            <figure>
            <figcaption>{Html.Concat(series.Select((one, index) => Html.Of($"<span class=\"key\"><svg aria-hidden=\"true\"><rect class=\"{Colour(index)}\" width=\"100%\" height=\"100%\" rx=\"2\"/></svg>{one.Name}</span>")))}</figcaption>
            <svg role="img" aria-label="{description}" height="{Height}">
            {Html.Concat(new[] { 0, 0.5, 1 }.Select(part => GridLine(part, maximum)))}{Html.Concat(labels.Select((_, bar) => Bar(bar, labels, series, maximum)))}{AxisLabels(labels)}</svg>
            </figure>
            """);
    }

    private static Html GridLine(double part, double maximum)
    {
        var y = Top + (PlotHeight * (1 - part));
        return Html.Of($"""
            <line class="grid" x1="0" x2="100%" y1="{y:0.##}" y2="{y:0.##}"/><text x="0" y="{y - 4:0.##}">{(part == 0 ? "" : Figures.Axis(maximum * part))}</text>

            """);
    }

    private static Html Bar(int bar, IReadOnlyList<string> labels, IReadOnlyList<ChartSeries> series, double maximum)
    {
        var slot = 100.0 / labels.Count;
        var below = 0.0;
        var parts = new List<Html>();
        for (var i = 0; i < series.Count; i++)
        {
            var height = PlotHeight * series[i].Values[bar] / maximum;
            below += height;
            if (height > 0)
            {
                parts.Add(Html.Of($"<rect class=\"{Colour(i)}\" x=\"{(bar + 0.14) * slot:0.###}%\" y=\"{Top + PlotHeight - below:0.##}\" width=\"{slot * 0.72:0.###}%\" height=\"{height:0.##}\"/>"));
            }
        }

        var values = string.Join(", ", series.Select(one => $"{one.Name} {one.Show(one.Values[bar])}"));
        return Html.Of($"""
            <g><title>{labels[bar]}: {values}</title>{Html.Concat(parts)}</g>

            """);
    }

    /// <summary>At most four, which fit side by side on a phone.</summary>
    private static Html AxisLabels(IReadOnlyList<string> labels)
    {
        var step = (labels.Count + 3) / 4;
        var slot = 100.0 / Math.Max(labels.Count, 1);
        return Html.Concat(labels.Index().Where(label => label.Index % step == 0).Select(label => Html.Of($"""
            <text x="{(label.Index + 0.14) * slot:0.###}%" y="{Top + PlotHeight + 16}">{label.Item}</text>

            """)));
    }

    private static string Colour(int series) => $"s{(series % Colours) + 1}";

    /// <summary>To 1, 2, 3, 4, 5, 6 or 8 times a power of ten, so that the axis has round numbers.</summary>
    private static double RoundUp(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new double[] { 1, 2, 3, 4, 5, 6, 8, 10 }.First(step => value <= step * power * (1 + 1e-9)) * power;
    }
}

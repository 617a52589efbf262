namespace Etl.Hotels.Reports;

/// <summary>Stacked bars. Widths are percentages and heights pixels, so that a narrow page narrows the bars and not the letters.</summary>
internal static class BarChart
{
    /// <summary>As many as there are colours.</summary>
    public const int MaxSeries = 4;

    private const double Top = 8;
    private const double PlotHeight = 150;
    private const double Height = Top + PlotHeight + 22;

    /// <summary>A figure with its key.</summary>
    /// <param name="description">What it shows, for those who can't see it.</param>
    /// <param name="labels">One for each bar.</param>
    /// <param name="series">From the bottom of the stack to its top; 1 to <see cref="MaxSeries"/>.</param>
    public static Html Of(string description, IReadOnlyList<string> labels, IReadOnlyList<ChartSeries> series)
    {
        var maximum = RoundUp(Enumerable.Range(0, labels.Count).Select(bar => series.Sum(one => one.Values[bar])).DefaultIfEmpty().Max());
        double[] lines = [0, maximum / 2, maximum];
        return Html.Of($"""
            <figure>
            {(series.Count > 1 ? Key(series) : Html.Empty)}<div class="chart">
            <svg class="axis" aria-hidden="true" height="{Height}">
            {Html.Concat(lines.Select(value => Html.Of($"<text x=\"100%\" y=\"{Y(value, maximum) + 4:0.##}\">{Figures.Axis(value)}</text>\n")))}</svg>
            <svg role="img" aria-label="{description}" height="{Height}">
            {Html.Concat(lines.Select(value => Html.Of($"<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{Y(value, maximum):0.##}\" y2=\"{Y(value, maximum):0.##}\"/>\n")))}{Html.Concat(labels.Select((_, bar) => Bar(bar, labels, series, maximum)))}{BarLabels(labels)}</svg>
            </div>
            </figure>
            """);
    }

    private static double Y(double value, double maximum) => Top + (PlotHeight * (1 - (value / maximum)));

    private static Html Key(IReadOnlyList<ChartSeries> series) => Html.Of($"""
        <figcaption>{Html.Concat(series.Select((one, index) => Html.Of($"<span class=\"key\"><svg aria-hidden=\"true\"><rect class=\"{Colour(index)}\" width=\"100%\" height=\"100%\" rx=\"2\"/></svg>{one.Name}</span>")))}</figcaption>

        """);

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
    private static Html BarLabels(IReadOnlyList<string> labels)
    {
        var step = (labels.Count + 3) / 4;
        var slot = 100.0 / Math.Max(labels.Count, 1);
        return Html.Concat(labels.Index().Where(label => label.Index % step == 0).Select(label => Html.Of($"""
            <text x="{(label.Index + 0.14) * slot:0.###}%" y="{Top + PlotHeight + 16}">{label.Item}</text>

            """)));
    }

    private static string Colour(int series) => $"s{series + 1}";

    /// <summary>To a few digits, so that the axis and its middle have round numbers.</summary>
    private static double RoundUp(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new double[] { 1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10 }.First(step => value <= step * power * (1 + 1e-9)) * power;
    }
}

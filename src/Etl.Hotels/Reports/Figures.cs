using System.Globalization;

namespace Etl.Hotels.Reports;

/// <summary>How numbers look in reports: the same everywhere, whatever the machine's language.</summary>
internal static class Figures
{
    public const string NoFigure = "\u2013";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Amount(decimal? amount) => amount?.ToString("N2", CultureInfo.InvariantCulture) ?? NoFigure;

    public static string Percent(double? fraction) => fraction is { } value ? $"{(value * 100).ToString("N1", CultureInfo.InvariantCulture)}%" : NoFigure;

    public static string Days(double? days) => days?.ToString("N1", CultureInfo.InvariantCulture) ?? NoFigure;

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Short enough for an axis: <c>2,500</c>, <c>12.5k</c>, <c>1.2M</c>.</summary>
    public static string Axis(double value) => value switch
    {
        >= 1_000_000 => $"{(value / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture)}M",
        >= 10_000 => $"{(value / 1_000).ToString("0.##", CultureInfo.InvariantCulture)}k",
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };
}

namespace Etl.Hotels.Reports;

/// <summary>One colour of a bar chart.</summary>
/// <param name="Name">For the key.</param>
/// <param name="Values">One for each bar, none negative.</param>
/// <param name="Show">How a value is written.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<double> Values, Func<double, string> Show);

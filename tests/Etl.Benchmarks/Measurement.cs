using System.Globalization;

namespace Etl.Benchmarks;

/// <summary>One line a figure: <c>name: value unit</c>.</summary>
internal static class Measurement
{
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {value:#,0.###} {unit}"));
}

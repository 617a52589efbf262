using Etl.Hotels;
using Etl.Hotels.Csv;
using Etl.Hotels.Models;
using Etl.Hotels.Synthetic;

namespace Etl.Benchmarks.Scenarios;

/// <summary>Makes raw files of any size. The same arguments give the same file.</summary>
internal static class BookingsFile
{
    private const int Seed = 1;

    /// <summary>Writes a header and so many rows: those of the sample, over and over, or made-up ones without.</summary>
    public static async Task WriteAsync(string path, int rows, FileInfo? sample, CancellationToken cancellationToken)
    {
        var lines = sample is null ? MadeUp(rows) : Repeated(await File.ReadAllLinesAsync(sample.FullName, cancellationToken), rows);
        await File.WriteAllLinesAsync(path, lines, cancellationToken);
    }

    private static IEnumerable<string> Repeated(string[] sample, int rows) =>
        sample.Length < 2
            ? throw new InvalidOperationException("The sample has no rows.")
            : [sample[0], .. Enumerable.Range(0, rows).Select(row => sample[1 + (row % (sample.Length - 1))])];

    private static IEnumerable<string> MadeUp(int rows)
    {
        var columns = typeof(RawBooking).GetProperties().Where(property => property.PropertyType == typeof(string)).ToList();
        yield return string.Join(',', BookingColumns.Names);
        foreach (var booking in SyntheticBookings.Generate(Chains.Resort, rows, Seed, Chains.Resort.HotelName))
        {
            yield return string.Join(',', columns.Select(column => column.GetValue(booking)));
        }
    }
}

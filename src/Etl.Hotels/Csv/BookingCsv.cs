using System.Runtime.CompilerServices;
using CsvHelper;
using Etl.Hotels.Models;

namespace Etl.Hotels.Csv;

/// <summary>Streams a bookings file.</summary>
internal static class BookingCsv
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 1024 * 1024,
        TrackLineNumbers = true,
        PoolStrings = true,
    };

    /// <summary>Rows in the order of the file. Blank lines are skipped; a header with no rows is no error. The stream stays open.</summary>
    /// <exception cref="Core.Tasks.PermanentTaskException">Not a bookings file in UTF-8; the message has the line and the way out.</exception>
    public static async IAsyncEnumerable<RawBooking> ReadAsync(Stream stream, string location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var text = new CheckedUtf8Stream(stream, location);
        await using var reader = CsvReader.Create(text, Options, leaveOpen: true);
        var header = await ReadHeaderAsync(reader, location, cancellationToken);
        var columns = BookingColumns.Find(header, location);
        Func<int, string> field = reader.GetString;
        while (await ReadRowAsync(reader, location, cancellationToken))
        {
            if (reader.FieldCount != header.Length)
            {
                throw SourceFault.At(
                    location,
                    reader.LineNumber,
                    $"the row has {reader.FieldCount} fields, the header has {header.Length}.",
                    "Look for a comma or a quote that is missing or too many, mend the line and start again.");
            }

            yield return columns.Row(reader.LineNumber, field);
        }
    }

    private static async Task<string[]> ReadHeaderAsync(CsvReader reader, string location, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
        }
        catch (CsvFormatException exception)
        {
            throw NoFields(exception, location);
        }

        return reader.Headers.Count > 0
            ? [.. reader.Headers]
            : throw SourceFault.Of(location, "is empty: not even a header is there.", "Give a file with the header and the bookings, or leave the path out for a synthetic data set.");
    }

    private static async ValueTask<bool> ReadRowAsync(CsvReader reader, string location, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException exception)
        {
            throw NoFields(exception, location);
        }
    }

    private static Exception NoFields(CsvFormatException exception, string location) => SourceFault.At(
        location,
        exception.LineNumber,
        $"the row that begins here can't be split into fields: a quote is not closed or in the middle of a field, or the row is longer than {Options.MaxRecordSize / 1024} KiB.",
        "Put a field that has quotes or commas into quotes, double the quotes inside, and start again.",
        exception);
}

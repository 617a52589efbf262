using System.Text;
using Etl.Hotels.Csv;

namespace Etl.Hotels.Tests;

/// <summary>Makes the text of a bookings file: each row is a usable booking with some columns changed.</summary>
internal sealed class BookingFile
{
    private static readonly Dictionary<string, string> Usable = new(StringComparer.Ordinal)
    {
        ["hotel"] = "Resort Hotel",
        ["is_canceled"] = "0",
        ["lead_time"] = "10",
        ["arrival_date_year"] = "2015",
        ["arrival_date_month"] = "July",
        ["arrival_date_week_number"] = "27",
        ["arrival_date_day_of_month"] = "1",
        ["stays_in_weekend_nights"] = "0",
        ["stays_in_week_nights"] = "2",
        ["adults"] = "2",
        ["children"] = "0",
        ["babies"] = "0",
        ["market_segment"] = "Direct",
        ["adr"] = "100",
        ["reservation_status"] = "Check-Out",
        ["reservation_status_date"] = "2015-07-03",
    };

    private readonly List<string> _lines = [Header];

    public static string Header { get; } = string.Join(',', BookingColumns.Names);

    public string NewLine { get; init; } = "\n";

    public static string Row(params IEnumerable<(string Column, string Value)> changes)
    {
        var values = new Dictionary<string, string>(Usable, StringComparer.Ordinal);
        foreach (var (column, value) in changes)
        {
            Assert.Contains(column, BookingColumns.Names);
            values[column] = value;
        }

        return string.Join(',', BookingColumns.Names.Select(name => values.GetValueOrDefault(name, "NULL")));
    }

    public BookingFile With(params IEnumerable<(string Column, string Value)> changes) => WithLine(Row(changes));

    public BookingFile WithLine(string line)
    {
        _lines.Add(line);
        return this;
    }

    public override string ToString() => string.Concat(_lines.Select(line => line + NewLine));

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());
}

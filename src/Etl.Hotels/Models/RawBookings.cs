using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;

namespace Etl.Hotels.Models;

/// <summary>A chain's bookings as its file has them: 32 columns of text, nothing converted, nothing left out.</summary>
public sealed class RawBookings : Model<RawBooking>
{
    private static readonly string[] DefaultDateFormats = ["yyyy-MM-dd", "M/d/yyyy"];

    /// <summary>The settings of a chain's source.</summary>
    /// <param name="path">A CSV file in UTF-8. Without one, bookings are made up: always the same ones for a chain and a seed.</param>
    /// <param name="hotel">Which value of the <c>hotel</c> column belongs to the chain; rows of other hotels are left out. Without one, every row belongs to it.</param>
    /// <param name="dateFormats">How dates may be written, as .NET date formats; ISO and then US by default.</param>
    /// <param name="syntheticRows">How many bookings are made up; 0 to 100,000,000.</param>
    /// <param name="seed">Another seed makes up other bookings.</param>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public RawBookings(
        [Source, SettableByRequest] string? path = null,
        string? hotel = null,
        string[]? dateFormats = null,
        int syntheticRows = 20_000,
        int seed = 1)
    {
        // An empty path comes from a variable that was not set; made-up bookings would hide that.
        if (path is not null && string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("'path' is empty. Give the path or the URI of a CSV file, or leave the setting out for a synthetic data set.", nameof(path));
        }

        if (syntheticRows is < 0 or > 100_000_000)
        {
            throw new ArgumentException($"'syntheticRows' is {syntheticRows}. Give a number from 0 to 100000000.", nameof(syntheticRows));
        }

        Path = path;
        Hotel = string.IsNullOrWhiteSpace(hotel) ? null : hotel.Trim();
        DateFormats = dateFormats ?? DefaultDateFormats;
        SyntheticRows = syntheticRows;
        Seed = seed;
        CheckDateFormats(DateFormats);
    }

    /// <summary>Null for a synthetic data set.</summary>
    public string? Path { get; }

    /// <summary>Null when every row belongs to the chain.</summary>
    public string? Hotel { get; }

    /// <summary>Tried in this order.</summary>
    public IReadOnlyList<string> DateFormats { get; }

    public int SyntheticRows { get; }

    public int Seed { get; }

    /// <inheritdoc/>
    public override JsonTypeInfo<RawBooking> RowTypeInfo => HotelJson.Default.RawBooking;

    private static void CheckDateFormats(IReadOnlyList<string> formats)
    {
        if (formats.Count == 0)
        {
            throw new ArgumentException("'dateFormats' is empty. Give at least one format, for example yyyy-MM-dd.", nameof(formats));
        }

        // A day that reads back as itself shows that a format has a year, a month (not minutes) and a day.
        var day = new DateOnly(2015, 7, 21);
        foreach (var format in formats)
        {
            if (!TryFormat(day, format, out var text) || !DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var back) || back != day)
            {
                throw new ArgumentException($"'dateFormats' has '{format}', which is not a format of a whole date. Use d, M and yyyy, for example dd.MM.yyyy.", nameof(formats));
            }
        }
    }

    private static bool TryFormat(DateOnly day, string format, out string text)
    {
        try
        {
            text = string.IsNullOrWhiteSpace(format) ? "" : day.ToString(format, CultureInfo.InvariantCulture);
            return text.Length > 0;
        }
        catch (FormatException)
        {
            text = "";
            return false;
        }
    }
}

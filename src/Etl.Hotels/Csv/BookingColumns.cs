using System.Text.Json;
using Etl.Core.Text;
using Etl.Hotels.Models;

namespace Etl.Hotels.Csv;

/// <summary>Where a file has the columns of a raw booking.</summary>
internal sealed class BookingColumns
{
    private const int HeaderLine = 1;
    private readonly int[] _positions;

    private BookingColumns(int[] positions) => _positions = positions;

    /// <summary>As files name them, in their usual order: the parameters of <see cref="RawBooking"/> in snake case.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(RawBooking).GetConstructors()[0].GetParameters().Skip(1).Select(parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!))];

    /// <summary>Finds the columns, in whatever order; columns of other names are left alone.</summary>
    /// <exception cref="Core.Tasks.PermanentTaskException">A column is missing or there twice.</exception>
    public static BookingColumns Find(IReadOnlyList<string> header, string location)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim();
            if (!byName.TryAdd(name, i) && Names.Contains(name, StringComparer.Ordinal))
            {
                throw SourceFault.At(location, HeaderLine, $"the header has the column '{name}' twice.", "Take one of them out.");
            }
        }

        var missing = Names.Where(name => !byName.ContainsKey(name)).ToList();
        return missing.Count switch
        {
            0 => new BookingColumns([.. Names.Select(name => byName[name])]),
            _ when missing.Count == Names.Count => throw NoHeader(header, location),
            _ => throw Lacks(missing, [.. byName.Keys.Except(Names, StringComparer.Ordinal)], location),
        };
    }

    /// <summary>The fields of a row, picked in the order of <see cref="Names"/>.</summary>
    public RawBooking Row(long rowNumber, Func<int, string> field)
    {
        var p = _positions;
        return new RawBooking(
            rowNumber,
            field(p[0]),
            field(p[1]),
            field(p[2]),
            field(p[3]),
            field(p[4]),
            field(p[5]),
            field(p[6]),
            field(p[7]),
            field(p[8]),
            field(p[9]),
            field(p[10]),
            field(p[11]),
            field(p[12]),
            field(p[13]),
            field(p[14]),
            field(p[15]),
            field(p[16]),
            field(p[17]),
            field(p[18]),
            field(p[19]),
            field(p[20]),
            field(p[21]),
            field(p[22]),
            field(p[23]),
            field(p[24]),
            field(p[25]),
            field(p[26]),
            field(p[27]),
            field(p[28]),
            field(p[29]),
            field(p[30]),
            field(p[31]));
    }

    private static Exception Lacks(List<string> missing, List<string> others, string location)
    {
        var described = missing.Select(name => Suggestion.Nearest(name, others) is { } near ? $"'{name}' (found '{near}'. Did you mean '{name}'?)" : $"'{name}'");
        return SourceFault.At(
            location,
            HeaderLine,
            $"the header lacks {(missing.Count == 1 ? "the column" : $"{missing.Count} columns:")} {string.Join(", ", described)}.",
            $"Name the columns of the file: {string.Join(", ", Names)}.");
    }

    private static Exception NoHeader(IReadOnlyList<string> header, string location)
    {
        var start = string.Join(',', header);
        var cause = header.Count == 1 && start.AsSpan().ContainsAny(';', '\t', '|')
            ? "the fields are not separated by commas."
            : "there is no header: none of the column names is there.";
        return SourceFault.At(
            location,
            HeaderLine,
            $"{cause} The line starts with '{Printable(start.Length > 60 ? start[..60] : start)}'.",
            $"Give a comma-separated file whose first line has the column names: {string.Join(", ", Names)}.");
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}

using System.CommandLine;
using System.Globalization;
using Etl.Functions.Runs;

namespace Etl.Cli;

/// <summary>Reads the dates of a command line.</summary>
internal static class DateText
{
    /// <summary>Null for an option that was not given, and for one that is no date: that adds a problem.</summary>
    public static DateOnly? Read(Option option, string? text, ICollection<RunProblem> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        problems.Add(new RunProblem("invalid-arguments", $"{option.Name} {text} is not a date such as 2026-11-21."));
        return null;
    }
}

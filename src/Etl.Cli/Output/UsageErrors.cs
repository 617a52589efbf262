using System.CommandLine;
using Etl.Core.Text;

namespace Etl.Cli.Output;

/// <summary>What was wrong with a command line, with the nearest valid name.</summary>
internal static class UsageErrors
{
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = string.Join(' ', Path(parsed));
        var unmatched = parsed.UnmatchedTokens;
        if (unmatched.Count > 0)
        {
            var known = command.Subcommands.Select(sub => sub.Name)
                .Concat(command.Options.Concat(Recursive(parsed)).SelectMany(option => option.Aliases.Prepend(option.Name)));
            return $"{path} does not know '{unmatched[0]}'.{Suggestion.DidYouMean(unmatched[0], known)} See {path} --help.";
        }

        return $"{string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))} See {path} --help.";
    }

    private static IEnumerable<string> Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "etl" : result.Command.Name);
        }

        return names;
    }

    private static IEnumerable<Option> Recursive(ParseResult parsed) => parsed.RootCommandResult.Command.Options.Where(option => option.Recursive);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Etl.Core.Text;
using Etl.Functions.Runs;

namespace Etl.Cli.Output;

/// <summary>What was wrong with a command line, with the nearest valid name.</summary>
internal static class UsageErrors
{
    /// <summary>Null when nothing was.</summary>
    public static CliException? Find(ParseResult parsed)
    {
        var path = string.Join(' ', Path(parsed));
        var problems = Describe(parsed, path).Distinct(StringComparer.Ordinal).Select(message => new RunProblem("invalid-arguments", message)).ToList();
        return problems.Count == 0 ? null : new CliException(ExitCode.Invalid, "invalid-arguments", problems.Count == 1
            ? $"{problems[0].Message} See {path} --help."
            : $"{RunOptions.Describe(problems)}{Environment.NewLine}See {path} --help.", problems);
    }

    private static IEnumerable<string> Describe(ParseResult parsed, string path)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(sub => sub.Name).Concat(Options(parsed).SelectMany(option => option.Aliases.Prepend(option.Name))).ToList();

        // What follows an unknown option may be its value. Help, and a shell that completes, may have more behind them.
        var unmatched = parsed.Errors.Count > 0 ? parsed.UnmatchedTokens : [];
        var unknown = unmatched.Where(token => token.StartsWith('-')).ToList();
        foreach (var token in unknown.Count > 0 ? unknown : unmatched.Take(1))
        {
            yield return $"{path} does not know '{token}'.{Suggestion.DidYouMean(token, known)}";
        }

        // The parser takes the next option for the value of one that has none.
        foreach (var option in Options(parsed))
        {
            if (parsed.GetResult(option)?.Tokens.FirstOrDefault(token => known.Contains(token.Value, StringComparer.Ordinal)) is { } swallowed)
            {
                yield return $"{option.Name} needs a value{Form(option)}, and '{swallowed.Value}' is an option.";
            }
        }

        foreach (var error in parsed.Errors)
        {
            switch (error.SymbolResult)
            {
                case OptionResult { Tokens: [var token, ..] } result when error.Message.StartsWith("Cannot parse", StringComparison.Ordinal):
                    yield return $"{result.Option.Name} takes a whole number, not '{token.Value}'.";
                    break;
                case OptionResult { IdentifierToken: null } result:
                    yield return $"{result.Option.Name} is needed{Form(result.Option)}.";
                    break;
                case OptionResult { IdentifierTokenCount: > 1, Option.Arity.MaximumNumberOfValues: <= 1 } result:
                    yield return $"{result.Option.Name} is given {result.IdentifierTokenCount} times, and can be given once.";
                    break;
                case OptionResult result:
                    yield return $"{result.Option.Name} needs a value{Form(result.Option)}.";
                    break;
                case ArgumentResult result:
                    yield return $"{path} needs <{result.Argument.HelpName ?? result.Argument.Name}>: {result.Argument.Description}.";
                    break;
                case CommandResult when command.Action is null && parsed.UnmatchedTokens.Count == 0:
                    yield return command is RootCommand ? "etl needs a command." : $"{path} needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.";
                    break;
                case CommandResult:
                    // A token that was told of above.
                    break;
                default:
                    yield return error.Message;
                    break;
            }
        }
    }

    private static string Form(Option option) => option.HelpName is null ? "" : $" ({option.HelpName})";

    private static IEnumerable<Option> Options(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive));

    private static IEnumerable<string> Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "etl" : result.Command.Name);
        }

        return names;
    }
}

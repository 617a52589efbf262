using System.Text.Json;
using Etl.Cli.Output.Tables;
using Etl.Core.Registry;
using Spectre.Console;

namespace Etl.Cli.Output;

/// <summary>
/// The two streams of a command: results on standard output, everything else on standard error. With <c>--json</c> standard
/// output has exactly one JSON document.
/// </summary>
public sealed class CliOutput
{
    /// <summary>Of a command line.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isJson">Whether results are one JSON document.</param>
    /// <param name="isQuiet">Whether only errors are printed.</param>
    /// <param name="terminal">What the two are connected to.</param>
    public CliOutput(TextWriter output, TextWriter error, bool isJson, bool isQuiet, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        Out = new PrintableWriter(output);
        Error = new PrintableWriter(error);
        IsJson = isJson;
        IsQuiet = isQuiet;
        Results = Console(output, terminal.ShowsOutput, terminal.CanBeDrawnOn);
        Progress = Console(error, terminal.ShowsError, terminal.CanBeDrawnOn);
        IsInteractive = terminal is { ShowsOutput: true, ShowsError: true, CanBeDrawnOn: true };
    }

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>A JSON document was begun row by row; an error can't be another document any more.</summary>
    public bool HasBegunJson { get; set; }

    /// <summary>Progress, hints and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Results are one JSON document.</summary>
    public bool IsJson { get; }

    /// <summary>No progress, no hints, no tables.</summary>
    public bool IsQuiet { get; }

    /// <summary>Both are a terminal that can be redrawn.</summary>
    public bool IsInteractive { get; }

    /// <summary>Tables on standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>The progress view on standard error.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>Of what has no width: far beyond all that is printed.</summary>
    private const int NoWidth = 10_000;

    /// <summary>Prints the one JSON document.</summary>
    public void WriteJson<T>(T document) => Out.WriteLine(JsonSerializer.Serialize(document, RegistryJson.Indented));

    /// <summary>A line for people, on standard error.</summary>
    public void Hint(string text)
    {
        if (!IsQuiet)
        {
            Error.WriteLine(text);
        }
    }

    /// <summary>A tree for people, on standard output.</summary>
    public void WriteTree(Tree tree)
    {
        if (!IsQuiet)
        {
            Results.Write(tree);
        }
    }

    /// <summary>A table for people, on standard output; what it had no room for, on standard error.</summary>
    internal void WriteTable(FittedTable table)
    {
        if (IsQuiet)
        {
            return;
        }

        var (fitted, leftOut) = table.Fit(Results.Profile.Width);
        Results.Write(fitted);
        if (leftOut.Count > 0)
        {
            Hint($"Too narrow for: {string.Join(", ", leftOut)}. A wider terminal shows more, --json all.");
        }
    }

    /// <summary>The error block, and the error document with <c>--json</c>.</summary>
    public void WriteError(CliException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Error.WriteLine($"error: {exception.Message}");

        // What an app has refused is not in its message.
        foreach (var problem in exception.Problems.Where(problem => !exception.Message.Contains(problem.Message, StringComparison.Ordinal)))
        {
            Error.WriteLine($"  - {problem.Message}");
        }

        if (IsJson && !HasBegunJson)
        {
            WriteJson(new
            {
                error = new
                {
                    code = exception.Code,
                    message = exception.Message,
                    problems = exception.Problems,
                },
            });
        }
    }

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal, bool canBeDrawnOn)
    {
        var isDrawn = isTerminal && canBeDrawnOn;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Without colours there is nothing to say in ANSI; the other way is to ask .NET for colours, which it may find where they are not wanted.
            Ansi = isDrawn ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = isDrawn ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isDrawn ? InteractionSupport.Detect : InteractionSupport.No,
            Out = writer as IAnsiConsoleOutput ?? new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
        {
            // A pipe has no width: lines are not wrapped.
            console.Profile.Width = NoWidth;
        }

        return console;
    }
}

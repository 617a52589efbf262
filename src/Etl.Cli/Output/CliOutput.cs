using System.Text.Json;
using Etl.Core.Registry;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Etl.Cli.Output;

/// <summary>
/// The two streams of a command: results on standard output, everything else on standard error. With <c>--json</c> standard
/// output has exactly one JSON document.
/// </summary>
public sealed class CliOutput
{
    /// <summary>Of a command line.</summary>
    public CliOutput(TextWriter output, TextWriter error, bool isJson, bool isQuiet, bool isInteractive)
    {
        Out = output;
        Error = error;
        IsJson = isJson;
        IsQuiet = isQuiet;
        Results = Console(output, isInteractive);
        Progress = Console(error, isInteractive);
        IsInteractive = isInteractive;
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

    /// <summary>Standard error is a terminal that can be redrawn.</summary>
    public bool IsInteractive { get; }

    /// <summary>Tables on standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>The progress view on standard error.</summary>
    public IAnsiConsole Progress { get; }

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

    /// <summary>A table or a tree for people, on standard output.</summary>
    public void WriteTable(IRenderable table)
    {
        if (!IsQuiet)
        {
            Results.Write(table);
        }
    }

    /// <summary>The error block, and the error document with <c>--json</c>.</summary>
    public void WriteError(CliException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Error.WriteLine($"error: {exception.Message}");
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

    private static IAnsiConsole Console(TextWriter writer, bool isInteractive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isInteractive)
        {
            // A pipe has no width: lines are not wrapped.
            console.Profile.Width = 400;
        }

        return console;
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Etl.Cli.Output;

/// <summary>A line for each entry of the log, and nothing that looks like another: line breaks become blanks, commands of the terminal are shown.</summary>
internal sealed class LogFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "etl";

    private static readonly bool IsColoured = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var text = logEntry.Exception is { } exception ? $"{message} {exception}" : message;
        var (level, colour) = Level(logEntry.LogLevel);
        textWriter.Write($"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} ");
        textWriter.Write(IsColoured ? $"\u001b[{colour}m{level}\u001b[0m" : level);
        textWriter.WriteLine($": {logEntry.Category}[{logEntry.EventId.Id}] {PrintableText.Of(text.ReplaceLineEndings(" "))}");
    }

    private static (string Name, string Colour) Level(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trce", "37"),
        LogLevel.Debug => ("dbug", "37"),
        LogLevel.Information => ("info", "32"),
        LogLevel.Warning => ("warn", "33"),
        LogLevel.Error => ("fail", "31"),
        _ => ("crit", "31"),
    };
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Etl.Cli.Output;

/// <summary>The log, on standard error.</summary>
internal static class ConsoleLog
{
    public static ILoggerFactory Create() => LoggerFactory.Create(AddTo);

    public static void AddTo(ILoggingBuilder logging)
    {
        logging.AddConsole(options => options.FormatterName = LogFormatter.FormatterName);
        logging.AddConsoleFormatter<LogFormatter, ConsoleFormatterOptions>();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}

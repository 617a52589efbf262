using Etl.Core.Models;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>The logger of a task whose models have secrets: a line that repeats one is written as plain text with the secret hidden, all others as they are.</summary>
internal sealed class MaskedLogger : ILogger
{
    private readonly ILogger _logger;
    private readonly SecretMask _mask;

    private MaskedLogger(ILogger logger, SecretMask mask)
    {
        _logger = logger;
        _mask = mask;
    }

    public static ILogger Over(ILogger logger, SecretMask mask) => mask.IsEmpty ? logger : new MaskedLogger(logger, mask);

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => IsClean(state) && IsClean(state.ToString()) ? _logger.BeginScope(state) : _logger.BeginScope(_mask.Hide(state.ToString()!));

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var text = formatter(state, exception);
        var trace = exception?.ToString();
        if (IsClean(text) && IsClean(trace) && IsClean(state))
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        var masked = _mask.Hide(trace is null ? text : $"{text}{Environment.NewLine}{trace}");
        _logger.Log(logLevel, eventId, masked, null, static (line, _) => line);
    }

    /// <summary>Structured logs keep the values beside the text.</summary>
    private bool IsClean<TState>(TState state) =>
        state is not IEnumerable<KeyValuePair<string, object?>> values || values.All(value => IsClean(value.Value?.ToString()));

    private bool IsClean(string? text) => text is null || string.Equals(_mask.Hide(text), text, StringComparison.Ordinal);
}

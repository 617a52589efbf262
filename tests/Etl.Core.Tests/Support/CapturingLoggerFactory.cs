using Microsoft.Extensions.Logging;

namespace Etl.Core.Tests.Support;

/// <summary>Keeps every line with its level, its event id and the scopes around it.</summary>
internal sealed class CapturingLoggerFactory : ILoggerFactory, ILogger
{
    private readonly List<string> _scopes = [];

    public List<LogLine> Lines { get; } = [];

    public IEnumerable<string> Texts => Lines.Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull
    {
        _scopes.Add(state.ToString()!);
        return new Scope(_scopes);
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(new LogLine(logLevel, formatter(state, exception), [.. _scopes], exception));

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Scope(List<string> scopes) : IDisposable
    {
        public void Dispose() => scopes.RemoveAt(scopes.Count - 1);
    }
}

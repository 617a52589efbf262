using System.Buffers;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>
/// Passes a task's lines on and keeps them with the run, so that somebody who looks at a failed task at seven in the morning need not search
/// elsewhere. They are put every few seconds while the task runs, and when the attempt ends. A store that can't take them never fails the task.
/// </summary>
internal sealed class AttemptLog : ILogger, IAsyncDisposable
{
    private const int MaxBytes = 1024 * 1024;
    private const string Cut = "More lines are not kept: an attempt keeps 1 MiB of its log.";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly TaskLogs _logs;
    private readonly RunTaskInput _input;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _lines = new();
    private PeriodicTimer? _timer;
    private Task _writing = Task.CompletedTask;
    private int _written;
    private bool _isFull;
    private bool _isDiscarded;

    public AttemptLog(ILogger logger, TaskLogs logs, RunTaskInput input, TimeProvider time)
    {
        _logger = logger;
        _logs = logs;
        _input = input;
        _time = time;
    }

    public bool IsEnabled(LogLevel logLevel) => IsKept(logLevel) || _logger.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_logger.IsEnabled(logLevel))
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }

        if (IsKept(logLevel))
        {
            var text = formatter(state, exception);
            Keep(logLevel, exception is null ? text : $"{text}\n{exception}");
        }
    }

    /// <summary>Keeps how the attempt failed as its last line, without passing it on: that is logged with the outcome.</summary>
    public void KeepFailure(string message) => Keep(LogLevel.Error, message);

    /// <summary>For an attempt that is going to be delivered again: it makes its lines anew.</summary>
    public void Discard()
    {
        lock (_lock)
        {
            _isDiscarded = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            // A task that was left behind may still log.
            _isFull = true;
            _timer?.Dispose();
        }

        await _writing;
        await WriteAsync();
    }

    private static bool IsKept(LogLevel level) => level is >= LogLevel.Information and < LogLevel.None;

    private void Keep(LogLevel level, string message)
    {
        lock (_lock)
        {
            if (_isFull)
            {
                return;
            }

            _isFull = _lines.WrittenCount + message.Length > MaxBytes;
            var line = new TaskLogLine(_time.GetUtcNow(), _input.Task, _input.Attempt, level.ToString(), _isFull ? Cut : message);
            _lines.Write(JsonSerializer.SerializeToUtf8Bytes(line, RegistryJson.Options));
            _lines.Write("\n"u8);
            if (_timer is null)
            {
                _timer = new PeriodicTimer(Interval, _time);
                _writing = WriteRegularlyAsync(_timer);
            }
        }
    }

    private async Task WriteRegularlyAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        byte[] lines;
        lock (_lock)
        {
            if (_isDiscarded || _lines.WrittenCount == _written)
            {
                return;
            }

            lines = _lines.WrittenSpan.ToArray();
        }

        try
        {
            // Not cancellable: the lines of a task that is stopped are those that somebody will want to read.
            await _logs.WriteAsync(_input.RunId, _input.Task, _input.Attempt, lines, CancellationToken.None);
            _written = lines.Length;
        }
        catch (StoreException)
        {
            // They are put again with the next ones, or are gone with the store.
        }
    }
}

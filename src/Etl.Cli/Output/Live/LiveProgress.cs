using Etl.Cli.Running;
using Etl.Core.Registry;
using Spectre.Console;

namespace Etl.Cli.Output.Live;

/// <summary>Shows a run at the end of a terminal, and goes on showing how time passes while nobody has anything new to tell.</summary>
internal sealed class LiveProgress : IProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Drawing a run of very many tasks takes its time: that much of it is left to the run itself.</summary>
    private const int DrawShare = 20;

    private readonly IAnsiConsole _console;
    private readonly Func<string, CancellationToken, Task<TimeLeft?>> _readTimeLeft;
    private readonly TimeProvider _time;
    private readonly LiveRegion _region;
    private readonly RowRates _rates = new();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _drawing;
    private Task _reading = Task.CompletedTask;
    private TimeLeft? _timeLeft;
    private RunDocument? _run;

    /// <summary>Shows nothing before it is told of a run.</summary>
    /// <param name="console">On the terminal.</param>
    /// <param name="readTimeLeft">What earlier runs of a pipeline tell; asked once, beside everything else.</param>
    /// <param name="time">Of the clock that is shown.</param>
    public LiveProgress(IAnsiConsole console, Func<string, CancellationToken, Task<TimeLeft?>> readTimeLeft, TimeProvider time)
    {
        _console = console;
        _readTimeLeft = readTimeLeft;
        _time = time;
        _region = new LiveRegion(console);
        _drawing = DrawAsync();
    }

    public void Show(RunDocument run)
    {
        lock (_lock)
        {
            var isFirst = _run is null;
            _run = run;
            _rates.Observe(run, _time.GetUtcNow());
            if (isFirst)
            {
                _reading = Task.Run(() => ReadTimeLeftAsync(run.Pipeline));
                Draw(run);
            }
        }
    }

    /// <summary>Results are printed only when the view has left the terminal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_drawing, _reading);
        lock (_lock)
        {
            if (_run is not null)
            {
                _region.Clear();
            }
        }

        _ended.Dispose();
    }

    private async Task ReadTimeLeftAsync(string pipeline)
    {
        var timeLeft = await _readTimeLeft(pipeline, _ended.Token);
        lock (_lock)
        {
            _timeLeft = timeLeft;
        }
    }

    private async Task DrawAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                var before = _time.GetTimestamp();
                lock (_lock)
                {
                    if (_run is not null)
                    {
                        Draw(_run);
                    }
                }

                var pause = _time.GetElapsedTime(before) * DrawShare;
                timer.Period = pause > Interval ? pause : Interval;
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended, or nobody wants to watch it any more.
        }
    }

    private void Draw(RunDocument run)
    {
        var now = _time.GetUtcNow();
        var profile = _console.Profile;
        var marks = profile.Capabilities.Unicode ? LiveMarks.Unicode : LiveMarks.Ascii;
        _region.Draw(RunView.Lines(new LiveRun(run, _rates, _timeLeft?.Of(run, now), now, marks), profile.Width, profile.Height));
    }
}

using System.Diagnostics;
using Etl.Benchmarks.Peers;

namespace Etl.Benchmarks.Hosting;

/// <summary>The <c>etl</c> command as a user runs it: a process of its own, measured from its start to its end.</summary>
/// <param name="Executable">A published <c>etl</c>; null for the one that was built with this program.</param>
internal sealed record EtlProcess(FileInfo? Executable)
{
    /// <summary>How often a running process is looked at: its time and its peak only grow, so what is missed is what comes in the last moment.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public async Task<PeerFigures> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var start = Executable is null
            ? new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "etl.dll"), .. args])
            : new ProcessStartInfo(Executable.FullName, args);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var watching = WatchAsync(process, cancellationToken);
        await ChildProcess.WaitAsync(process, Task.WhenAll(output, error), cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (processor, peak) = await watching;
        return process.ExitCode == 0
            ? new PeerFigures(seconds, processor.TotalSeconds, peak / 1e6)
            : throw new InvalidOperationException($"etl {string.Join(' ', args)} ended with exit code {process.ExitCode}: {(await error).Trim()} {(await output).Trim()}");
    }

    private static async Task<(TimeSpan Processor, long PeakBytes)> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        var processor = TimeSpan.Zero;
        long peak = 0;
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                process.Refresh();
                (processor, peak) = (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        return (processor, peak);
    }
}

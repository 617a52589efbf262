using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Peers;

namespace Etl.Benchmarks.Hosting;

/// <summary>Starts a program that writes to its standard output, each time as a new process.</summary>
/// <param name="file">The program.</param>
/// <param name="prefix">Arguments that come first in every call.</param>
internal sealed class EtlExecutable(string file, params string[] prefix)
{
    /// <summary>Asks for a published one.</summary>
    public static Option<FileInfo> Published { get; } = new Option<FileInfo>("--published")
    {
        Description = "The published etl. Without it, coldstart makes it first, in some minutes, and pipeline takes the one that was built with the benchmarks",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    /// <summary>The one that was built with the benchmarks.</summary>
    public static EtlExecutable Built { get; } = new("dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "etl.dll"));

    /// <summary>How often a measured process is looked at: its time and its peak only grow, so what is missed is what comes in the last moment.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Milliseconds from the start of the process until it writes its first byte.</summary>
    public async Task<double> FirstOutputAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(arguments);
        var first = 0.0;
        await ChildProcess.WaitAsync(process, ReadAsync(), cancellationToken);
        return first;

        async Task ReadAsync()
        {
            await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1], cancellationToken);
            first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        }
    }

    /// <summary>All that it writes.</summary>
    /// <param name="environment">Added to that of this process.</param>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task<string> OutputAsync(string[] arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(arguments, environment);
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await ChildProcess.WaitAsync(process, reading, cancellationToken);
        var output = await reading;
        return process.ExitCode == 0 ? output : throw Failed(arguments, process, output);
    }

    /// <summary>What the whole process needs, from its start to its end.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task<PeerFigures> MeasureAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(arguments);
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var watching = WatchAsync(process, cancellationToken);
        await ChildProcess.WaitAsync(process, reading, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (processor, peak) = await watching;
        return process.ExitCode == 0 ? new PeerFigures(seconds, processor.TotalSeconds, peak / 1e6) : throw Failed(arguments, process, await reading);
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

    private InvalidOperationException Failed(string[] arguments, Process process, string output) =>
        new($"'{file} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}. {output}");

    private Process Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, [.. prefix, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

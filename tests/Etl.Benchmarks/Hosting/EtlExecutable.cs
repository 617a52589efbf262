using System.Diagnostics;
using Etl.Benchmarks.Peers;

namespace Etl.Benchmarks.Hosting;

/// <summary>Starts a program that writes to its standard output, each time as a new process.</summary>
/// <param name="file">The program.</param>
/// <param name="prefix">Arguments that come first in every call.</param>
internal sealed class EtlExecutable(string file, params string[] prefix)
{
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
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task<string> OutputAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await ChildProcess.WaitAsync(process, reading, cancellationToken);
        var output = await reading;
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{file} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}. {output}");
    }

    private Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, [.. prefix, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
}

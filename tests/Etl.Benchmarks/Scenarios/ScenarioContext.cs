using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Peers;
using Etl.Benchmarks.Reporting;

namespace Etl.Benchmarks.Scenarios;

/// <summary>What a running scenario has: its options, its peers, and a place for its figures.</summary>
internal sealed class ScenarioContext(IScenario scenario, ParseResult arguments, bool hasPeers, CancellationToken cancellationToken)
{
    private readonly List<Measurement> _measurements = [];
    private readonly List<string> _notes = [];

    public CancellationToken CancellationToken => cancellationToken;

    public ScenarioReport Report(string? error = null) => new(scenario.Name, [.. _measurements], [.. _notes], error);

    public T? Option<T>(Option<T> option) => arguments.GetValue(option);

    /// <summary>Prints a figure and keeps it for the report.</summary>
    public void Add(Measurement measurement)
    {
        _measurements.Add(measurement);
        Console.WriteLine(measurement);
    }

    /// <summary>Prints a figure that has neither peer nor target, and keeps it for the report.</summary>
    public void Add(string name, double value, string unit) => Add(new Measurement(name, value, unit));

    /// <summary>Says once what a reader of the figures must know.</summary>
    public void Note(string text)
    {
        if (_notes.Contains(text, StringComparer.Ordinal))
        {
            return;
        }

        _notes.Add(text);
        Console.Error.WriteLine($"note: {text}");
    }

    /// <summary>Runs a peer. Null, with a note, when it is not installed or not wanted.</summary>
    public async Task<PeerFigures?> PeerAsync(PythonPeer peer, params string[] args)
    {
        if (!hasPeers)
        {
            return null;
        }

        if (await peer.FindMissingPackageAsync(cancellationToken) is { } package)
        {
            Note($"{peer.Name} is not installed, so nothing is compared with it. On Debian: apt-get install {package}");
            return null;
        }

        return await peer.RunAsync(args, cancellationToken);
    }

    /// <summary>
    /// Runs this scenario with other options in a process of its own, whose heap, compiled code and peak of memory are its own as well.
    /// What it measures is returned and not kept for the report.
    /// </summary>
    public async Task<IReadOnlyList<Measurement>> InOwnProcessAsync(params string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Etl.Benchmarks.dll"), scenario.Name, "--no-peers", "--json", file, .. options]) { RedirectStandardOutput = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            await ChildProcess.WaitAsync(process, process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken), cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"'{scenario.Name} {string.Join(' ', options)}' in a process of its own ended with exit code {process.ExitCode}.");
            }

            return (await BenchmarkReport.ReadAsync(file, cancellationToken)).Scenarios[0].Measurements;
        }
        finally
        {
            File.Delete(file);
        }
    }
}

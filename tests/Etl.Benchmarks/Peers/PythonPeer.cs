using System.Diagnostics;
using System.Text.Json;

namespace Etl.Benchmarks.Peers;

/// <summary>
/// A Python library that does the same work, on the system's own interpreter: another one on the path may lack what Debian packages.
/// Its script lies beside this file, takes arguments and prints <see cref="PeerFigures"/> as one JSON object.
/// </summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Module">What the script imports.</param>
/// <param name="Package">Of Debian, that has the module.</param>
/// <param name="Script">The name of the file.</param>
internal sealed record PythonPeer(string Name, string Module, string Package, string Script)
{
    private const string Interpreter = "/usr/bin/python3";

    public static PythonPeer Graphlib { get; } = new("graphlib", "graphlib", "python3", "graphlib_order.py");

    public static PythonPeer Sqlite { get; } = new("sqlite3", "sqlite3", "python3", "sqlite_rows.py");

    public static PythonPeer Pandas { get; } = new("pandas", "pandas", "python3-pandas", "pandas_pipeline.py");

    public static PythonPeer Networkx { get; } = new("networkx", "networkx", "python3-networkx", "networkx_order.py");

    /// <summary>What has to be installed first; null when nothing has.</summary>
    public async Task<string?> FindMissingPackageAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Interpreter))
        {
            return Package == "python3" ? Package : $"python3 {Package}";
        }

        var (exitCode, _, _) = await RunInterpreterAsync(["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{Module}') is None)"], cancellationToken);
        return exitCode == 0 ? null : Package;
    }

    /// <exception cref="InvalidOperationException">The script has failed, or printed something else.</exception>
    public async Task<PeerFigures> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await RunInterpreterAsync([Path.Combine(AppContext.BaseDirectory, "Peers", Script), .. args], cancellationToken);
        try
        {
            return exitCode == 0 && JsonSerializer.Deserialize<PeerFigures>(output, JsonSerializerOptions.Web) is { } figures
                ? figures
                : throw new InvalidOperationException($"{Script} ended with exit code {exitCode}: {error}");
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"{Script} printed something else than its figures: {output}", exception);
        }
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunInterpreterAsync(IEnumerable<string> args, CancellationToken cancellationToken)
    {
        // Without the user's own packages and without compiled files beside the scripts.
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-s", "-E", "-B", .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await ChildProcess.WaitAsync(process, Task.WhenAll(output, error), cancellationToken);
        return (process.ExitCode, await output, (await error).Trim());
    }
}

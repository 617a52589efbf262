using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Etl.Tests.Shared;

/// <summary>Azurite as a child process on a free port, with its data in a folder of its own that goes with it.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    // Published with the emulator: every Azurite has this account and this key.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _script;
    private readonly DirectoryInfo _data;
    private Process _process;

    private AzuriteProcess(string script, DirectoryInfo data, Process process, Uri address)
    {
        _script = script;
        _data = data;
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public string ConnectionString => ConnectionStringOf(Address);

    /// <summary>Of an emulator that is reached by another address.</summary>
    public static string ConnectionStringOf(Uri address) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={address.GetLeftPart(UriPartial.Authority)}/{Account};";

    /// <summary>Null when Azurite or Node is not installed.</summary>
    public static async Task<AzuriteProcess?> TryStartAsync()
    {
        if (FindScript() is not { } script)
        {
            return null;
        }

        var data = Directory.CreateTempSubdirectory("etl-azurite-");
        try
        {
            var process = Start(script, data, port: 0);
            return new AzuriteProcess(script, data, process, new Uri(await AddressOf(process)));
        }
        catch (Win32Exception)
        {
            data.Delete(recursive: true);
            return null;
        }
    }

    /// <summary>Ends it in order: it writes what it has acknowledged, as it does by itself only every few seconds. Its data stay.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    /// <summary>After <see cref="StopAsync"/>, at the same address with the same data.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Start(_script, _data, Address.Port);
        await AddressOf(_process);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static Process Start(string script, DirectoryInfo data, int port)
    {
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                script, "--location", data.FullName, "--disableTelemetry", "--skipApiVersionCheck", "--silent",
                "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture), "--blobKeepAliveTimeout", "600",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private static async Task<string> AddressOf(Process process)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await using var stop = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.IndexOf("listens on http://", StringComparison.Ordinal) is >= 0 and var start)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return line[(start + "listens on ".Length)..].Trim();
            }
        }

        throw new InvalidOperationException("Azurite ended, or was ended after a minute, before it listened. Run it by hand to see why: npx --prefix tests/azurite azurite-blob.");
    }

    // The build's output may be outside of the repository, so the source's own place counts too.
    private static string? FindScript([CallerFilePath] string thisFile = "") =>
        new[] { AppContext.BaseDirectory, Environment.CurrentDirectory, Path.GetDirectoryName(thisFile)! }
            .SelectMany(Ancestors)
            .Select(folder => Path.Combine(folder, "tests", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js"))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            yield return current.FullName;
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Etl.Tests.Shared;

/// <summary>Azurite as a child process on a free port, with its data in a folder of its own that goes with it.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    // Published with the emulator: every Azurite has this account and this key.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private AzuriteProcess(Process process, DirectoryInfo data, string address)
    {
        _process = process;
        _data = data;
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={address}/{Account};";
    }

    public string ConnectionString { get; }

    /// <summary>Null when Azurite or Node is not installed.</summary>
    public static async Task<AzuriteProcess?> TryStartAsync()
    {
        if (FindScript() is not { } script)
        {
            return null;
        }

        var data = Directory.CreateTempSubdirectory("etl-azurite-");
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                script, "--location", data.FullName, "--disableTelemetry", "--skipApiVersionCheck", "--silent",
                "--blobHost", "127.0.0.1", "--blobPort", "0", "--blobKeepAliveTimeout", "600",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start)!;
            _ = process.StandardError.ReadToEndAsync();
            return new AzuriteProcess(process, data, await AddressOf(process));
        }
        catch (Win32Exception)
        {
            data.Delete(recursive: true);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
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

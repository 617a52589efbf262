using System.Diagnostics;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary>Standard streams that can't be written: a log on a disk that is full, or closed.</summary>
public sealed class StreamTests
{
    private const string Full = "/dev/full";

    [Theory]
    [InlineData($"2>{Full}")]
    [InlineData("2>&-")]
    public async Task Run_WhoseMessagesCantBeWritten_GoesOnToItsEnd(string redirection)
    {
        using var folder = new TempFolder();

        var (exitCode, output) = await ShellAsync($"run hotels.resort --model RawBookings.Resort.syntheticRows=20 --store '{folder.Store}' {redirection}");

        Assert.True(exitCode == 0, output);
        Assert.True(StoreFiles.HasPublished(folder.Store));
    }

    [Theory]
    [InlineData("run hotels.resort --model RawBookings.Resort.syntheticRows=20")]
    [InlineData("runs --json")]
    [InlineData("--help")]
    [InlineData("runs --unknown --json")]
    public async Task Command_WhoseResultsCantBeWritten_SaysSoWithoutAStackTrace(string command)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Store);

        var (exitCode, error) = await ShellAsync($"{command} {(command == "--help" ? "" : $"--store '{folder.Store}'")} 2>&1 >{Full}");

        Assert.Equal(1, exitCode);
        Assert.Contains("error: Standard output can't be written: No space left on device", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <summary>The exit code, and what came on standard output.</summary>
    private static async Task<(int ExitCode, string Output)> ShellAsync(string command)
    {
        Assert.SkipUnless(File.Exists(Full), $"There is no {Full} on this system.");
        var etl = $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, "etl.dll")}'";
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"{etl} {command}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, output);
    }
}

using System.Diagnostics;

namespace Etl.EndToEnd.Tests.Harness;

/// <summary>The command line of the .NET SDK.</summary>
internal static class Dotnet
{
    /// <summary>What the command printed; the test fails when the command does.</summary>
    public static async Task<string> RunAsync(string folder, string home, params string[] args)
    {
        var (exitCode, output, error) = await TryRunAsync(folder, home, args);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', args)} ended with {exitCode}:\n{output}\n{error}");
        return output;
    }

    /// <summary>The same of a command that may fail.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="home">A folder for what it keeps between calls, so that nobody's own is touched. Packages come from the usual place.</param>
    /// <param name="args">Of the command.</param>
    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(string folder, string home, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}

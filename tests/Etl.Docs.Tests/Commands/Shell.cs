using System.Diagnostics;
using System.Text;

namespace Etl.Docs.Tests.Commands;

/// <summary>Reads scripts by bash itself, with nothing behind the commands: each says only what it was called with.</summary>
internal static class Shell
{
    private const string Program = "bash";

    // Scripts of the checkout and folders that commands change into.
    private static readonly string[] Scripts = ["tests/run.sh", "infra/smoke.sh"];
    private static readonly string[] Folders = ["src/Etl.App", "publish"];

    // One write for each call: the commands of a pipe run at the same time.
    private const string Setup =
        """
        PATH=/nonexistent
        command_not_found_handle() { local IFS=$'\x1f'; printf '%s\n' "$*" >>"$CALLS"; }
        """;

    /// <summary>The commands that the script calls with their arguments, in the order in which they start.</summary>
    /// <exception cref="FormatException">It is no script.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> CallsOfAsync(string script, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("etl-docs-");
        try
        {
            var calls = Path.Combine(folder.FullName, "calls");
            foreach (var below in Folders)
            {
                folder.CreateSubdirectory(below);
            }

            foreach (var file in Scripts)
            {
                var path = Path.Combine(folder.FullName, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, $$"""
                    #!/bin/bash
                    set -- {{file}} "$@"; IFS=$'\x1f'; printf '%s\n' "$*" >>"$CALLS"
                    """, cancellationToken);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }

            var start = new ProcessStartInfo(Program, ["--noprofile", "--norc", "-s"]) { UseShellExecute = false, WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["CALLS"] = calls;
            using var bash = Process.Start(start)!;
            var output = bash.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = bash.StandardError.ReadToEndAsync(cancellationToken);
            await bash.StandardInput.WriteAsync(new StringBuilder($"{Setup}\n{script}\nwait\n"), cancellationToken);
            bash.StandardInput.Close();
            await bash.WaitForExitAsync(cancellationToken);
            await output;
            return await error is { Length: > 0 } wrong
                ? throw new FormatException(wrong.Trim())
                : File.Exists(calls) ? [.. (await File.ReadAllLinesAsync(calls, cancellationToken)).Select(line => line.TrimEnd('\x1f').Split('\x1f'))] : [];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Skips the test where there is no bash.</summary>
    public static void SkipWithout() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program))), "There is no bash here, which reads the commands of the pages.");
}

using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Etl.Tests.Shared;

/// <summary>A file system in memory, mounted on a folder; skips the test where that is not allowed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk Mount(string folder, string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk needs Linux and root");
        var error = Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder);
        Assert.SkipUnless(error.Length == 0, $"a small disk can't be mounted here: {error}");
        return new SmallDisk(folder);
    }

    /// <summary>Changes a disk that is mounted, such as its size.</summary>
    public static void Remount(string folder, string options) => Assert.Empty(Run("mount", "-o", $"remount,{options}", folder));

    public void Dispose() => Assert.Empty(Run("umount", _folder));

    private static string Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : error + " ";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}

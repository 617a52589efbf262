using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Etl.Storage.Objects;

/// <summary>Two calls of Linux and macOS that .NET has no public method for.</summary>
internal static class UnixFiles
{
    private const int AlreadyExists = 17;
    private const int ReadOnly = 0;

    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>
    /// Gives a file a second name: true when it has it now, false when something else has that name, null when the file system
    /// has no links. This is the only atomic way to create a file together with its content: <see cref="File.Move(string, string)"/>
    /// looks first and then renames, so that two callers can both win.
    /// </summary>
    /// <exception cref="IOException">All other failures.</exception>
    public static bool? TryLink(string existingPath, string newPath)
    {
        if (Link(existingPath, newPath) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            AlreadyExists => false,
            var error when MeansNoLinks(error) => null,
            var error => throw FolderErrors.FromErrorNumber(error),
        };
    }

    /// <summary>Opens a folder, to flush its entries to disk.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static SafeFileHandle OpenFolder(string path)
    {
        var descriptor = Open(path, ReadOnly | CloseOnExec);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw FolderErrors.FromErrorNumber(Marshal.GetLastPInvokeError());
    }

    // Not permitted, not supported, not implemented.
    private static bool MeansNoLinks(int error) =>
        OperatingSystem.IsMacOS() ? error is 1 or 45 or 78 or 102 : error is 1 or 38 or 95;

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existingPath, [MarshalAs(UnmanagedType.LPUTF8Str)] string newPath);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}

using System.Runtime.InteropServices;

namespace Etl.Local.Engine;

/// <summary>The memory that SQLite takes from the C library.</summary>
internal static class NativeMemory
{
    private const int LargeBytes = 1024 * 1024;

    /// <summary>
    /// From now on large blocks go back to the system when they are freed, in all of the process. By itself glibc keeps blocks of the size of the largest that was ever freed, for each
    /// thread that had one; SQLite takes some as large as the input of a run, which for a wide pipeline is 30 MB.
    /// </summary>
    public static void ReturnLargeBlocks()
    {
        const int MmapThreshold = -3;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}

using System.Runtime.InteropServices;

namespace Etl.Local.Engine;

/// <summary>The memory that SQLite and the compression take from the C library.</summary>
internal static class NativeMemory
{
    private const int LargeBytes = 256 * 1024;

    /// <summary>
    /// Has glibc keep less of what was freed, in all of the process. By itself it keeps blocks as large as any that was freed before, which SQLite has of the size of the input of a run:
    /// 30 MB for a wide pipeline; and it keeps them in eight heaps for each processor.
    /// </summary>
    public static void KeepLittle()
    {
        const int MmapThreshold = -3, MaxHeaps = -8;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(MmapThreshold, LargeBytes);
            _ = SetOption(MaxHeaps, Environment.ProcessorCount);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}

using System.Runtime.InteropServices;

namespace Etl.Local.Engine;

/// <summary>Keeps the process small where documents of tens of megabytes pass through it.</summary>
internal static class ProcessMemory
{
    private const int LargeBytes = 256 * 1024;

    /// <summary>Of an input. A run that has one takes minutes.</summary>
    private const int VeryLongText = 8 * 1024 * 1024;

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
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    /// <summary>
    /// Says that a document, and all that was made on its way, is of no more use. The collector would let several of them come together before it looks at any of them, and keep their room
    /// for the rest of the run.
    /// </summary>
    public static void Freed(int length)
    {
        if (length >= VeryLongText)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}

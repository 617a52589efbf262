using System.Collections.Concurrent;

namespace Etl.Storage.Objects;

/// <summary>Makes folders, and makes sure that their entries survive a power cut. Windows has no call for that; its file system keeps a journal.</summary>
internal sealed class DurableFolders(string root)
{
    private const int MostRemembered = 10_000;

    // Folders whose own entries are known to be on disk, so that their parents are not flushed at every write.
    private readonly ConcurrentDictionary<string, bool> _remembered = new();

    /// <summary>Makes a folder and those above it as far as they are missing.</summary>
    public void Ensure(string folder)
    {
        if (_remembered.ContainsKey(folder) && Directory.Exists(folder))
        {
            return;
        }

        var isRoot = folder.Length <= root.Length;
        var parent = Path.GetDirectoryName(folder);
        if (!isRoot)
        {
            Ensure(parent!);
        }

        Directory.CreateDirectory(folder);
        if (isRoot)
        {
            FlushIfAllowed(parent);
        }
        else
        {
            Flush(parent!);
        }

        if (_remembered.Count >= MostRemembered)
        {
            _remembered.Clear();
        }

        _remembered[folder] = true;
    }

    /// <summary>Flushes the entries of a folder to disk.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var handle = UnixFiles.OpenFolder(folder);
            RandomAccess.FlushToDisk(handle);
        }
    }

    // The folder above the store may belong to somebody else and be closed to us.
    private static void FlushIfAllowed(string? folder)
    {
        try
        {
            Flush(folder ?? "/");
        }
        catch (IOException)
        {
            // What is below the store is flushed in any case.
        }
    }
}

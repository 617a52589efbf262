namespace Etl.Local.Hosting.Hub;

/// <summary>An exclusive lock on a file. The operating system frees it when its process dies, however it dies.</summary>
internal static class HubLock
{
    private const int MaxAttempts = 200;

    /// <summary>Null when another handle, of this or another process, has it. The file stays when the lock is freed: removing it would let two hold it.</summary>
    public static FileStream? TryAcquire(string path)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } held)
            {
                return held;
            }

            if (IsHeld(path))
            {
                return null;
            }

            // It was only looked at, by somebody's IsHeld. That takes microseconds.
            Thread.Yield();
        }

        return null;
    }

    /// <summary>Looks with a shared lock that is given back at once, so that those who look do not get into each other's way.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var free = TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return free is null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            return null;
        }
    }

    private static bool IsSharingViolation(IOException e)
    {
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        const int LinuxWouldBlock = 11;
        const int MacWouldBlock = 35;
        return e.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock;
    }
}

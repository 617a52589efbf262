using System.Diagnostics;

namespace Etl.Storage.Objects;

/// <summary>A lock between processes: a file that one of them has open for itself. The system releases it when the process dies.</summary>
internal static class FolderLock
{
    private const int LongestDelayMilliseconds = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the lock; disposing the result releases it.</summary>
    /// <exception cref="StoreException">Somebody held it for a minute; holders need milliseconds.</exception>
    public static async Task<IDisposable> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        for (var longest = 1; ; longest = Math.Min(longest * 2, LongestDelayMilliseconds))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new StoreException(
                    $"Another process has held the lock {path} for {Patience.TotalSeconds:0} seconds. Is it suspended? End it, and try again.", isTransient: true);
            }

            // Real time on purpose: the holder is another process. The jitter keeps waiters from coming back together.
            await Task.Delay(Random.Shared.Next(1, longest + 1), cancellationToken);
        }
    }

    /// <summary>Null when somebody has it.</summary>
    public static IDisposable? TryAcquire(string path)
    {
        try
        {
            return Open(path);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    private static FileStream Open(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                // Which of the two depends on whether somebody else has made the folder since.
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }
        }
    }

    // "Would block" on Linux and on macOS; a sharing or lock violation on Windows.
    private static bool IsHeld(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}

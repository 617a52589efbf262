using System.Security.Cryptography;
using Etl.Storage.Objects;

namespace Etl.Storage.Caching;

/// <summary>
/// Copies of blobs on the local disk, named by the SHA-256 of their bytes. It only saves time: what is not there, is damaged or can't be
/// written is as if there were no cache. Several processes of one user may share a folder. Thread-safe.
/// </summary>
public sealed class BlobCache
{
    private const string TempEnding = ".tmp";
    private const int HashLength = 64;
    private const UnixFileMode OnlyThisUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // An upload that takes longer is not alive any more; its process has died.
    private static readonly TimeSpan TempAge = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private long _bytes;
    private long _untilLook;

    internal BlobCache(CacheOptions options, TimeProvider time)
    {
        _folder = Path.GetFullPath(options.Folder ?? CacheOptions.DefaultFolder);
        _maxBytes = options.MaxBytes;
        _time = time;
    }

    /// <summary>The largest blob that is kept.</summary>
    internal long MaxBytes => _maxBytes;

    /// <summary>A cache for a store that is reached through a network; null for a folder, which is as near as the cache, and when the cache is switched off.</summary>
    public static BlobCache? For(IObjectStore store, CacheOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return store is BlobObjectStore && options.MaxBytes > 0 ? new BlobCache(options, time) : null;
    }

    /// <summary>Opens a copy whose bytes have been verified; null when there is none. A damaged one is removed.</summary>
    internal async Task<Stream?> TryOpenAsync(string sha256, long bytes, CancellationToken cancellationToken)
    {
        if (!IsHash(sha256))
        {
            return null;
        }

        var path = Path.Combine(_folder, sha256);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
            if (file.Length == bytes && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == sha256)
            {
                file.Position = 0;
                MarkUsed(path);
                var opened = file;
                file = null;
                return opened;
            }

            TempFile.TryDelete(path);
            return null;
        }
        catch (Exception exception) when (IsAboutDisk(exception))
        {
            return null;
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <summary>Starts a copy; null when the cache can't be written.</summary>
    internal CacheEntry? TryBegin()
    {
        try
        {
            PrepareFolder();
            var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + TempEnding);
            return new CacheEntry(this, path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024));
        }
        catch (Exception exception) when (IsAboutDisk(exception))
        {
            return null;
        }
    }

    /// <summary>Takes a finished copy in, and drops what was not used for longest.</summary>
    internal void Admit(string tempPath, string sha256, long bytes)
    {
        try
        {
            File.SetLastWriteTimeUtc(tempPath, _time.GetUtcNow().UtcDateTime);
            lock (_lock)
            {
                MakeRoom(bytes);
                File.Move(tempPath, Path.Combine(_folder, sha256), overwrite: true);
            }
        }
        catch (Exception exception) when (IsAboutDisk(exception))
        {
            TempFile.TryDelete(tempPath);
        }
    }

    internal static bool IsAboutDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);

    // Who made the folder beforehand and is somebody else can't be made to let only us in: then this throws, and nothing is kept.
    private void PrepareFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
            return;
        }

        if (!Directory.Exists(_folder))
        {
            Directory.CreateDirectory(_folder, OnlyThisUser);
        }

        if (File.GetUnixFileMode(_folder) != OnlyThisUser)
        {
            File.SetUnixFileMode(_folder, OnlyThisUser);
        }
    }

    private void MarkUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (IsAboutDisk(exception))
        {
            // A cache that can only be read is of use too.
        }
    }

    // Other processes add files as well. So the folder is looked at whenever this one has added a sixteenth of what it may have, or
    // believes that it is full; in between all processes together may exceed the limit by a sixteenth each.
    private void MakeRoom(long bytes)
    {
        _bytes += bytes;
        _untilLook -= bytes;
        if (_untilLook < 0 || _bytes > _maxBytes)
        {
            _bytes = Trim(_bytes > _maxBytes ? _maxBytes - (_maxBytes / 16) : _maxBytes, bytes) + bytes;
            _untilLook = _maxBytes / 16;
        }
    }

    /// <summary>Drops the oldest until there is room, and says how many bytes are left.</summary>
    private long Trim(long most, long coming)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var files = new DirectoryInfo(_folder).EnumerateFiles().ToList();
        foreach (var left in files.Where(file => file.Extension == TempEnding && file.LastWriteTimeUtc < now - TempAge))
        {
            TempFile.TryDelete(left.FullName);
        }

        var copies = files.Where(file => IsHash(file.Name)).Select(file => (file.FullName, Bytes: SizeOf(file), file.LastWriteTimeUtc)).OrderBy(file => file.LastWriteTimeUtc).ToList();
        var total = copies.Sum(file => file.Bytes);
        foreach (var oldest in copies.TakeWhile(_ => total + coming > most))
        {
            TempFile.TryDelete(oldest.FullName);
            total -= oldest.Bytes;
        }

        return total;
    }

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // Somebody else has just dropped it.
            return 0;
        }
    }
}

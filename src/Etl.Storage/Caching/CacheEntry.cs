using Etl.Storage.Objects;

namespace Etl.Storage.Caching;

/// <summary>A copy that is being written aside. When the disk can't take it, it is given up, and nobody hears of it. Not thread-safe.</summary>
internal sealed class CacheEntry(BlobCache cache, string path, FileStream file) : IDisposable
{
    private FileStream? _file = file;
    private long _bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            return;
        }

        _bytes += bytes.Length;
        try
        {
            _file.Write(bytes);
        }
        catch (Exception exception) when (BlobCache.IsAboutDisk(exception))
        {
            Dispose();
        }

        if (_bytes > cache.MaxBytes)
        {
            Dispose();
        }
    }

    /// <summary>Puts the copy under its name.</summary>
    public void Commit(string sha256)
    {
        if (_file is not { } whole)
        {
            return;
        }

        try
        {
            whole.Dispose();
            _file = null;
            cache.Admit(path, sha256, _bytes);
        }
        catch (Exception exception) when (BlobCache.IsAboutDisk(exception))
        {
            Dispose();
        }
    }

    /// <summary>Drops the copy, unless it was committed.</summary>
    public void Dispose()
    {
        if (_file is not { } open)
        {
            return;
        }

        _file = null;
        try
        {
            open.Dispose();
        }
        catch (Exception exception) when (BlobCache.IsAboutDisk(exception))
        {
            // What it could not write is not wanted any more.
        }

        TempFile.TryDelete(path);
    }
}

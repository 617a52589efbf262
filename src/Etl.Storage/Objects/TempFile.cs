namespace Etl.Storage.Objects;

/// <summary>A file that is written aside, where no listing sees it. Disposing deletes it, if it has not been moved away.</summary>
internal sealed class TempFile : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly FileStream _stream;

    /// <summary>Makes the file, and the folder for such files when it is missing.</summary>
    public TempFile(string folder)
    {
        Path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            _stream = Open();
        }
        catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // Which of the two depends on whether somebody else has made the folder since.
            Directory.CreateDirectory(folder);
            _stream = Open();
        }

        FileStream Open() => new(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize);
    }

    public string Path { get; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Puts all that was written on the disk, and closes the file.</summary>
    /// <param name="laterThan">When given, the file's time of last write will be after it.</param>
    public void Finish(DateTime? laterThan = null)
    {
        _stream.Flush(flushToDisk: false);
        if (laterThan is { } earlier && File.GetLastWriteTimeUtc(_stream.SafeFileHandle) <= earlier)
        {
            File.SetLastWriteTimeUtc(_stream.SafeFileHandle, earlier.AddTicks(1));
        }

        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What it could not write is not wanted any more.
        }

        TryDelete(Path);
    }

    /// <summary>Deletes a file that nobody needs, if the system lets us.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody sees it; the next who opens the store tries again.
        }
    }
}

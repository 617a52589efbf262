using System.Security.Cryptography;

namespace Etl.Storage.Objects;

/// <summary>A small file as it was read, all at one moment: files are replaced, never changed.</summary>
internal sealed record FolderFile(byte[] Content, DateTime LastWrite)
{
    private const int StreamBufferSize = 64 * 1024;

    // Deleting while somebody reads is what Unix does anyway.
    private const FileShare AnyShare = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>The time changes with every write, the hash where a file system's clock is too coarse for that.</summary>
    public string ETag => $"{LastWrite.Ticks:x}-{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 16))}";

    /// <summary>Null when there is none.</summary>
    public static FolderFile? TryRead(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, AnyShare);
            var content = new byte[RandomAccess.GetLength(handle)];
            var read = 0;
            while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is > 0 and var count)
            {
                read += count;
            }

            return new FolderFile(content, File.GetLastWriteTimeUtc(handle));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Null when there is none.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, AnyShare, StreamBufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

using Etl.Core.Tasks;

namespace Etl.Storage.Sources;

/// <summary>Files of this machine.</summary>
internal static class FileSource
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Opens a file, and explains why if it can't.</summary>
    /// <param name="location">For messages.</param>
    /// <param name="path">What is opened: of a confined run the resolved path, so that what was checked is what is read.</param>
    public static OpenedSource Open(SourceLocation location, string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return new OpenedSource(file, new SourceReading(location.Path!, Version(file)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw Explain(location, path, exception);
        }
    }

    // A pipe has neither a length nor a date that says anything.
    private static string? Version(FileStream file) =>
        file.CanSeek ? $"{file.Length} bytes, changed {File.GetLastWriteTimeUtc(file.SafeFileHandle):O}" : null;

    private static Exception Explain(SourceLocation location, string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new SourceException($"Source '{location.Given}' does not exist (looked in {path}). A relative path is looked up in the current directory.", exception),
        _ when Directory.Exists(path) => new SourceException($"Source '{location.Given}' is a folder ({path}). Give the path of a file in it.", exception),
        UnauthorizedAccessException => new SourceException($"Source '{location.Given}' can't be read: this user has no permission to read {path}.", exception),
        PathTooLongException => new SourceException($"Source '{location.Given}' is too long for a path.", exception),
        _ => new SourceUnavailableException($"Source '{location.Given}' can't be read now: {exception.Message}", exception),
    };
}

namespace Etl.Storage.Sources;

/// <summary>A source that can't be read at the moment: its server is down or too slow, or another process is writing it. A later attempt may succeed.</summary>
public sealed class SourceUnavailableException : IOException
{
    internal SourceUnavailableException(string message)
        : base(message)
    {
    }

    internal SourceUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

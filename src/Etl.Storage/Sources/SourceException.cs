using Etl.Core.Tasks;

namespace Etl.Storage.Sources;

/// <summary>A source that can't be read, now or later: nothing is there, it is a folder, or reading it is not allowed. The message has no secrets in it.</summary>
public sealed class SourceException : PermanentTaskException
{
    internal SourceException(string message)
        : base(message)
    {
    }

    internal SourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

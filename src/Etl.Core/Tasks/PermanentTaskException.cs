namespace Etl.Core.Tasks;

/// <summary>Thrown by a task for what a retry can't mend, such as bad content. The message is shown to users as it is.</summary>
public class PermanentTaskException : Exception
{
    /// <summary>A failure that is not retried.</summary>
    public PermanentTaskException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that is not retried, and what it came from.</summary>
    public PermanentTaskException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

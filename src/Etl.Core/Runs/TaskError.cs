using Etl.Core.Checks;

namespace Etl.Core.Runs;

/// <summary>Why a task failed, as users read it. Never a stack trace.</summary>
/// <param name="Type">The name of the exception type, or of the cause: <c>Timeout</c>, <c>LostInfrastructure</c>.</param>
/// <param name="Message">One readable block.</param>
public sealed record TaskError(string Type, string Message)
{
    /// <summary>What a task threw.</summary>
    public static TaskError Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new TaskError(exception is CheckFailedException ? "CheckFailed" : exception.GetType().Name, exception.Message);
    }
}

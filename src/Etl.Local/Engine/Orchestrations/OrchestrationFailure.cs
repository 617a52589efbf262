using Microsoft.DurableTask;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>How an orchestrator's own exception is recorded: with its type, unlike an activity's.</summary>
internal static class OrchestrationFailure
{
    /// <summary>What is further down is left out. The stored form of a failure has its causes within each other, and JSON that is too deep can't be written.</summary>
    public const int MaxCauses = 20;

    public static TaskFailureDetails From(Exception exception) => From(exception, MaxCauses);

    private static TaskFailureDetails From(Exception exception, int causes)
    {
        var inner = causes == 0 ? null
            : exception is TaskFailedException task ? Cut(task.FailureDetails, causes - 1)
            : exception.InnerException is { } cause ? From(cause, causes - 1)
            : null;
        return new(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.StackTrace, inner, Properties: null);
    }

    // Each level of sub-orchestrations puts its own failure around that of the next one.
    private static TaskFailureDetails Cut(TaskFailureDetails failure, int causes)
        => failure.InnerFailure is not { } inner ? failure : failure with { InnerFailure = causes == 0 ? null : Cut(inner, causes - 1) };
}

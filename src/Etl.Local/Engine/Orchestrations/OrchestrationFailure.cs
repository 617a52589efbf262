using Microsoft.DurableTask;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>How an orchestrator's own exception is recorded: with its type, unlike an activity's.</summary>
internal static class OrchestrationFailure
{
    public static TaskFailureDetails From(Exception exception)
    {
        var inner = exception is TaskFailedException task ? task.FailureDetails
            : exception.InnerException is { } cause ? From(cause)
            : null;
        return new(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.StackTrace, inner, Properties: null);
    }
}

namespace Microsoft.DurableTask;

/// <summary>What is left of an exception after it has crossed the host: text. The type can be wrong, so nothing may be decided by it.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}

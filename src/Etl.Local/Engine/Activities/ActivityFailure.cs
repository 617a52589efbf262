using Microsoft.DurableTask;

namespace Etl.Local.Engine.Activities;

/// <summary>
/// What an orchestrator gets to see of an activity's exception. The Functions host passes on only the message and takes it apart again
/// as if it were "type: message", so the type is lost and the message may be. The same here, so that no code comes to depend on more.
/// </summary>
internal static class ActivityFailure
{
    private const string Separator = ": ";
    private const string UnnamedPrefix = "Exception of type '";
    private const string UnnamedSuffix = "' was thrown.";

    public static TaskFailureDetails From(Exception exception)
    {
        var (type, message) = TakeApart(exception.Message);
        return new(type, message, exception.StackTrace, InnerFailure: null, Properties: null);
    }

    public static TaskFailureDetails Of(string type, string message) => new(type, message, StackTrace: null, InnerFailure: null, Properties: null);

    private static (string Type, string Message) TakeApart(string text)
    {
        if (text.StartsWith(UnnamedPrefix, StringComparison.Ordinal) && text.EndsWith(UnnamedSuffix, StringComparison.Ordinal))
        {
            return (text[UnnamedPrefix.Length..^UnnamedSuffix.Length], "");
        }

        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0)
        {
            return ("(unknown)", text);
        }

        var message = text[(separator + Separator.Length)..];
        var lineEnd = message.IndexOf('\n', StringComparison.Ordinal);
        return (text[..separator].TrimEnd(), (lineEnd < 0 ? message : message[..lineEnd]).TrimEnd());
    }
}

using Etl.Core.Tasks;

namespace Etl.Core.Checks;

/// <summary>A check of a model threw. Nothing is known about the rows, so they are not published.</summary>
public sealed class FaultyCheckException : PermanentTaskException
{
    private FaultyCheckException(string message, Exception cause)
        : base(message, cause)
    {
    }

    internal static FaultyCheckException Of(string model, string check, string where, Exception cause) =>
        new($"Check '{check}' of model '{model}' threw {where}: {cause.GetType().Name}: {cause.Message} Correct the check in the model's class.", cause);

    internal static FaultyCheckException Of(string model, Exception cause) =>
        new($"The checks of model '{model}' can't be started: {cause.GetType().Name}: {cause.Message} Correct them in the model's class.", cause);
}

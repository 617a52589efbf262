using System.Globalization;
using Etl.Core.Models;

namespace Etl.Storage.ModelData.Writing;

/// <summary>What a task is told that writes when it can't.</summary>
internal static class OutputErrors
{
    public static InvalidOperationException HasEnded(Model model) =>
        new($"The output '{model.Name}' has ended and can't be written any more. A writer is valid until its task returns.");

    public static InvalidOperationException RowIsTooLarge(int maxBytes) =>
        new(string.Create(CultureInfo.InvariantCulture, $"it has more than {maxBytes:N0} bytes. Divide it into several rows, or make a model of a file of it."));

    public static InvalidOperationException CannotBeContinued(Model model, Exception? earlier = null) =>
        new($"An earlier write to the output '{model.Name}' failed, was cancelled or has not ended, so the output can't be continued. Await every write, and let the task fail when one fails.", earlier);
}

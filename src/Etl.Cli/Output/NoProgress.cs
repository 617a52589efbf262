using Etl.Core.Registry;

namespace Etl.Cli.Output;

/// <summary>For <c>--quiet</c>.</summary>
internal sealed class NoProgress : IProgressView
{
    public void Show(RunDocument run)
    {
        // Nothing is shown.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

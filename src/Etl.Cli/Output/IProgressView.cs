using Etl.Core.Registry;

namespace Etl.Cli.Output;

/// <summary>Shows a run as it goes.</summary>
internal interface IProgressView : IAsyncDisposable
{
    /// <summary>Called with the whole run whenever it was read.</summary>
    void Show(RunDocument run);
}

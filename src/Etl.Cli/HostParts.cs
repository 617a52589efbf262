using Etl.Local.Engine;
using Etl.Storage.Objects;

namespace Etl.Cli;

/// <summary>What the commands stand on. The chaos campaign puts its own around the real ones, so that no product code knows of it.</summary>
internal sealed record HostParts
{
    /// <summary>Around a store that commands write to.</summary>
    public Func<IObjectStore, IObjectStore> Store { get; init; } = store => store;

    public DurableEngineOptions Engine { get; init; } = new();
}

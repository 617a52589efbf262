using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Slots of pools that a task holds while it runs. Disposing it gives them back.</summary>
public sealed class HeldSlots : IAsyncDisposable
{
    private readonly IReadOnlyList<StoreLease> _leases;
    private readonly CancellationTokenSource _lost;

    internal HeldSlots(IReadOnlyList<StoreLease> leases)
    {
        _leases = leases;
        _lost = leases.Count == 0 ? new CancellationTokenSource() : CancellationTokenSource.CreateLinkedTokenSource([.. leases.Select(lease => lease.Lost)]);
        Lost = _lost.Token;
    }

    /// <summary>Set when somebody else may have one of the slots.</summary>
    public CancellationToken Lost { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lease in _leases)
        {
            await lease.DisposeAsync();
        }

        _lost.Dispose();
    }
}

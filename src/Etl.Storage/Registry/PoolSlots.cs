using Etl.Core.Tasks;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>The slots of pools: leased names, so that they hold over all runs, processes and machines on a store. Thread-safe.</summary>
public sealed class PoolSlots(IObjectStore store)
{
    /// <summary>Which of so many slots is tried first; simulations need one that can be repeated.</summary>
    internal Func<int, int> First { get; init; } = Random.Shared.Next;

    /// <summary>
    /// Takes a slot of each pool, or none and returns null. It does not wait. Slots are tried from a random one on, so that a pool in which one is free is not asked for all; a full one costs a
    /// store operation for each slot.
    /// </summary>
    /// <exception cref="StoreException">The store fails. Nothing is held.</exception>
    public async Task<HeldSlots?> TryTakeAsync(IReadOnlyList<Pool> pools, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pools);
        var held = new List<StoreLease>();
        try
        {
            foreach (var pool in pools)
            {
                if (await TryTakeAsync(pool, cancellationToken) is not { } slot)
                {
                    await new HeldSlots(held).DisposeAsync();
                    return null;
                }

                held.Add(slot);
            }

            return new HeldSlots(held);
        }
        catch
        {
            await new HeldSlots(held).DisposeAsync();
            throw;
        }
    }

    private async Task<StoreLease?> TryTakeAsync(Pool pool, CancellationToken cancellationToken)
    {
        var first = First(pool.Slots);
        for (var i = 0; i < pool.Slots; i++)
        {
            if (await store.TryLeaseAsync(RegistryNames.PoolSlot(pool.Name, ((first + i) % pool.Slots) + 1), cancellationToken) is { } slot)
            {
                return slot;
            }
        }

        return null;
    }
}

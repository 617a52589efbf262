using Etl.Storage.Objects;
using Etl.Storage.Tests.Registry.Simulation;

namespace Etl.Storage.Tests.Objects;

/// <summary>The store that the model test of the registry runs on: what that test proves holds for stores that keep these rules.</summary>
public class InMemoryObjectStoreTests : ObjectStoreRules
{
    private readonly SimulatedStorage _storage = new();

    protected override int ManyEntries => 10;

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new ThreadSafeStore(_storage));

    // The simulation has one thread; the rules have many.
    private sealed class ThreadSafeStore(SimulatedStorage storage) : InMemoryObjectStore(storage)
    {
        protected override Task<T> PerformAsync<T>(Operation<T> operation)
        {
            lock (Storage)
            {
                return base.PerformAsync(operation);
            }
        }
    }
}

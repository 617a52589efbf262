using System.Text;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

/// <summary>What every <see cref="IObjectStore"/> keeps to. A derived class says how its store is opened; each test gets an empty one.</summary>
public abstract partial class ObjectStoreRules : IAsyncLifetime
{
    private IObjectStore? _store;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected IObjectStore Store => _store!;

    /// <summary>More than a page of the store's listings.</summary>
    protected abstract int ManyEntries { get; }

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A new instance on the data of this test, as another process would have it.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(StoredObject? stored) => Encoding.UTF8.GetString(Assert.IsType<StoredObject>(stored).Content.Span);

    protected static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Ct);
            return copy.ToArray();
        }
    }

    protected async Task<List<string>> ListAsync(string prefix) => await Store.ListAsync(prefix, Ct).ToListAsync(Ct);

    protected async Task<List<StoredNote>> ListNotesAsync(string prefix) => await Store.ListNotesAsync(prefix, Ct).ToListAsync(Ct);

    /// <summary>Several instances, so that no lock of one instance helps.</summary>
    protected async Task<T[]> RaceAsync<T>(int callers, Func<IObjectStore, int, Task<T>> call)
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(i => CallAsync(stores[i % stores.Length], i)).ToList();
        start.SetResult();
        return await Task.WhenAll(calls);

        async Task<T> CallAsync(IObjectStore store, int i)
        {
            await start.Task;
            return await call(store, i);
        }
    }
}

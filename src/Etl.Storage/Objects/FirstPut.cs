namespace Etl.Storage.Objects;

/// <summary>Objects that are never changed again: whoever puts one first decides what it says.</summary>
public static class FirstPut
{
    private const int MaxTries = 5;

    /// <summary>
    /// Puts an object unless there is one, and returns the content of the one that was put first. A refusal alone is not believed: where nothing is there, it is put again.
    /// </summary>
    /// <exception cref="StoreException">The store fails, or refuses again and again what is not there (transient).</exception>
    public static async Task<ReadOnlyMemory<byte>> PutOnceAsync(this IObjectStore store, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await store.TryCreateAsync(name, content, cancellationToken))
            {
                return content;
            }

            if (await store.TryReadAsync(name, cancellationToken) is { } first)
            {
                return first.Content;
            }
        }

        throw new StoreException($"The store {store.Description} refuses '{name}' as if it were there, and it is not. Try again later.", isTransient: true);
    }
}

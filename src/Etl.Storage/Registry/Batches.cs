namespace Etl.Storage.Registry;

/// <summary>Many small store operations, some at the same time.</summary>
internal static class Batches
{
    private const int Size = 32;

    /// <summary>The results, in the order of the items.</summary>
    public static async Task<IReadOnlyList<TResult>> SelectAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> operation)
    {
        var results = new List<TResult>();
        foreach (var batch in items.Chunk(Size))
        {
            results.AddRange(await Task.WhenAll(batch.Select(operation)));
        }

        return results;
    }
}

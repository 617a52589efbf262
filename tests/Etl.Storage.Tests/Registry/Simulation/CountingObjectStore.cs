namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A store in memory that counts the operations which a cloud store would be asked for, a listing as one page.</summary>
internal sealed class CountingObjectStore : InMemoryObjectStore
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>All since the start.</summary>
    public int Total { get; private set; }

    /// <summary>What was counted since the last call, such as <c>create 2, read 1</c>.</summary>
    public string Take()
    {
        var text = string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        _counts.Clear();
        return text;
    }

    protected override Task<T> PerformAsync<T>(Operation<T> operation)
    {
        Total++;
        _counts[operation.Kind] = _counts.GetValueOrDefault(operation.Kind) + 1;
        return base.PerformAsync(operation);
    }
}

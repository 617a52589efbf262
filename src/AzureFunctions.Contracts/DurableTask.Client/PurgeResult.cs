namespace Microsoft.DurableTask.Client;

public class PurgeResult
{
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    public PurgeResult(int count, bool? isComplete)
        : this(count)
        => IsComplete = isComplete;

    public int PurgedInstanceCount { get; }

    /// <summary>Null: the host does not say whether more instances match.</summary>
    public bool? IsComplete { get; }
}

namespace Etl.Fuzz;

/// <summary>Something that reads what others wrote. Used by one caller at a time.</summary>
internal abstract class FuzzTarget : IAsyncDisposable
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    /// <summary>Before the first input.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The next input; it follows from the random numbers alone.</summary>
    public abstract FuzzCase Next(Random random);

    /// <summary>After the last input: what only shows at the end. Throws what is a finding.</summary>
    public virtual Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

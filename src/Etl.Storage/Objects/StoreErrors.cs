namespace Etl.Storage.Objects;

/// <summary>Turns what a file system or a service throws into what a user can act on.</summary>
internal abstract class StoreErrors
{
    /// <summary>Whether an exception is a failure of the store, which <see cref="Translate"/> knows.</summary>
    public abstract bool Covers(Exception exception);

    /// <summary>Says what failed, why, and the way out.</summary>
    /// <param name="exception">One that is covered.</param>
    /// <param name="name">The object or the prefix that the operation was for; null for the store itself.</param>
    /// <param name="done">What could not be done: "written", "read".</param>
    public abstract StoreException Translate(Exception exception, string? name, string done);

    public async Task<T> RunAsync<T>(string? name, string done, Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation();
        }
        catch (Exception e) when (Covers(e) && !IsCancelled(e, cancellationToken))
        {
            throw Translate(e, name, done);
        }
    }

    /// <summary>Whether the caller cancelled; a time limit of the SDK looks the same and is a failure.</summary>
    public static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    protected static string SubjectOf(string? name) => name is null ? "the store" : $"'{name}'";

    protected static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

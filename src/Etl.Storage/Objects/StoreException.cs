namespace Etl.Storage.Objects;

/// <summary>The store can't be reached, is full or refuses. The message names the store, the object, the cause and the way out.</summary>
public class StoreException : Exception
{
    /// <summary>A failure of the store.</summary>
    public StoreException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later without anybody doing something.</summary>
    public bool IsTransient { get; }
}

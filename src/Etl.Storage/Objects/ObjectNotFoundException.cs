namespace Etl.Storage.Objects;

/// <summary>An object that should be in the store is not.</summary>
public sealed class ObjectNotFoundException(string store, string name)
    : StoreException($"'{name}' is not in the store {store}. It may have been deleted by hand.", isTransient: false)
{
    /// <summary>The object's name.</summary>
    public string Name { get; } = name;
}

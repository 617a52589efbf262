using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>A record of the registry that can't be read: it is not JSON, lacks members, or was written by a newer version.</summary>
public sealed class RecordFormatException : StoreException
{
    internal RecordFormatException(string message, Exception? innerException = null)
        : base(message, isTransient: false, innerException)
    {
    }

    internal static RecordFormatException Newer(string name, int schema, int known) =>
        new($"'{name}' was written by a newer version (schema {schema}); this one reads up to {known}. Update the app.");

    internal static RecordFormatException Damaged(string store, string name, string cause, Exception? innerException = null) =>
        new($"'{name}' in the store {store} can't be read: {cause} It was damaged or changed by hand; restore it from a copy.", innerException);
}

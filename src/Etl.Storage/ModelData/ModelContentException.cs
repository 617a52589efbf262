using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData;

/// <summary>
/// The stored bytes of a version are gone or not what was committed, or its rows can't be read as what the caller asked for.
/// The message names model, version, blob and, for a row, the line. Reading again gives the same.
/// </summary>
public sealed class ModelContentException : StoreException
{
    internal ModelContentException(string message, Exception? innerException = null)
        : base(message, isTransient: false, innerException)
    {
    }

    internal static ModelContentException Missing(ModelVersion version, VersionPart part, string store, Exception cause) =>
        new($"Blob '{part.Blob}' of model '{version.Model}' version {version.Version} is not in the store {store}. It may have been deleted by hand. Run task '{version.Task}' again to make a new version.", cause);

    internal static ModelContentException Damaged(ModelVersion version, VersionPart part, string how) =>
        new($"Blob '{part.Blob}' of model '{version.Model}' version {version.Version} is not what was committed ({how}): it was changed or damaged. Run task '{version.Task}' again to make a new version.");

    internal static ModelContentException Malformed(ModelVersion version, VersionPart part, long line, Type wanted, Exception cause) =>
        new($"Line {line} of blob '{part.Blob}' of model '{version.Model}' version {version.Version} can't be read as '{wanted.Name}': {cause.Message} If the class has changed since run '{version.RunId}', run task '{version.Task}' again to make a new version.", cause);

    internal static ModelContentException WrongKind(ModelVersion version, string wanted) =>
        new($"Model '{version.Model}' version {version.Version} (blob '{version.Blob}') is stored as {version.Format} ({version.MediaType}) and can't be read as {wanted}.");
}

using Etl.Storage.ModelData;

namespace Etl.Functions.Activities;

/// <summary>Shows people how far a running attempt is.</summary>
internal interface IAttemptProgress
{
    /// <summary>From now on, until what is returned is disposed; after that nothing overwrites the note that says how the attempt has ended.</summary>
    /// <param name="data">Knows the rows and bytes that the attempt has written.</param>
    IAsyncDisposable Follow(StoredTaskData data);
}

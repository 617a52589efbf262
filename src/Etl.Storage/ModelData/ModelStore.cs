using System.Runtime.CompilerServices;
using System.Text.Json;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Objects;
using Etl.Storage.Sources;

namespace Etl.Storage.ModelData;

/// <summary>
/// The contents of model versions. It writes under names that nobody knows before the version is committed, and reads exact
/// versions; which version is meant is the registry's business. Thread-safe.
/// </summary>
public sealed class ModelStore(IObjectStore store, SourceReader sources, TimeProvider time, BlobCache? cache = null)
{
    private readonly VersionReader _reader = new(store, cache, time);
    private readonly ChunkBudget _budget = new(new PartSettings().ChunksInFlight);

    internal PartSettings Parts
    {
        get;
        init
        {
            field = value;
            _budget = new ChunkBudget(value.ChunksInFlight);
        }
    } = new();

    /// <summary>What the outputs that are being written hold in memory.</summary>
    internal ChunkBudget Budget => _budget;

    /// <summary>Where checks put aside what does not fit into memory.</summary>
    internal CheckScratch Scratch { get; init; } = ScratchFile.Default;

    /// <summary>Opens the data of one attempt of one task. The caller disposes it, whether the attempt ended well or not.</summary>
    /// <param name="claim">The run; its origin decides which sources the task may open.</param>
    /// <param name="task">Its outputs are what <see cref="StoredTaskData.CompleteAsync"/> returns.</param>
    /// <param name="models">The models of the run, with their settings.</param>
    /// <param name="inputs">The exact versions that the task reads.</param>
    /// <param name="stopping">Set when the attempt must end: from then on reading and writing rows throws, even if the task does not pass its token on.</param>
    /// <exception cref="Etl.Core.Tasks.PermanentTaskException">An output can't be stored with the settings of its model.</exception>
    public StoredTaskData OpenAttempt(RunClaim claim, PlannedTask task, ModelRegistry models, TaskInputs inputs, CancellationToken stopping = default)
    {
        foreach (var name in task.Provides)
        {
            // A name that can't be a blob's is found before the task has worked for an hour.
            BlobNaming.BlobName(models.Get(name), version: "");
        }

        return new StoredTaskData(new OutputStore(store, cache, Parts, _budget), _reader, sources, time, claim, task, models, inputs, Scratch, stopping);
    }

    /// <summary>
    /// Opens the uncompressed bytes of a version, its parts joined: CSV has one header. The stored bytes of each part are verified when it
    /// ends: a reader that stops before has not been told whether they are right. A version of several parts can only be read asynchronously.
    /// </summary>
    /// <exception cref="ModelContentException">The blob is gone; thrown by the stream: the stored bytes are not those that were committed.</exception>
    public async Task<Stream> OpenContentAsync(ModelVersion version, CancellationToken cancellationToken = default) =>
        await _reader.OpenAsync(version, cancellationToken);

    /// <summary>
    /// Streams the rows of a version as JSON objects, for callers that do not have the model's class. The values of CSV cells
    /// are strings as they stand in the cell, an empty cell without quotes is null. A document is returned as a single element.
    /// </summary>
    /// <exception cref="ModelContentException">The version is a file, its bytes are damaged, or a row is malformed.</exception>
    public async IAsyncEnumerable<JsonElement> ReadRowsAsync(ModelVersion version, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var type = ModelJson.TypeInfo<JsonElement>();
        if (version.Format == ModelFormat.Json)
        {
            yield return await _reader.ReadDocumentAsync(version, type, cancellationToken);
            yield break;
        }

        await foreach (var row in _reader.ReadRows(() => [version], type, cancellationToken))
        {
            yield return row;
        }
    }
}

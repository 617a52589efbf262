using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Which pipelines are paused. A record for each that ever was, replaced by ETag. Thread-safe.</summary>
/// <remarks>All members throw <see cref="StoreException"/> when the store fails, and <see cref="RecordFormatException"/> for a record that can't be read.</remarks>
public sealed class PipelineStates(IObjectStore store, TimeProvider time)
{
    private const int MaxConflicts = 20;

    /// <summary>No schedule looks back further.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(400);

    private readonly RecordFiles<PipelineState> _states = new(store, PipelineState.CurrentSchema);

    /// <summary>One read.</summary>
    public async Task<PipelineState> FindAsync(string pipeline, CancellationToken cancellationToken = default) =>
        await _states.FindAsync(RegistryNames.PipelineState(pipeline), cancellationToken) ?? PipelineState.NeverPaused;

    /// <summary>The names of those pipelines that are paused: one listing, and a read for each that ever was.</summary>
    public async Task<IReadOnlySet<string>> FindPausedAsync(IEnumerable<string> pipelines, CancellationToken cancellationToken = default)
    {
        var byName = pipelines.ToDictionary(RegistryNames.PipelineState, StringComparer.Ordinal);
        var paused = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in store.ListAsync(RegistryNames.PipelineStates, cancellationToken))
        {
            if (byName.TryGetValue(name, out var pipeline) && (await FindAsync(pipeline, cancellationToken)).IsPaused)
            {
                paused.Add(pipeline);
            }
        }

        return paused;
    }

    /// <summary>Pauses a pipeline from now on; nothing changes when it is paused. Returns its state.</summary>
    public Task<PipelineState> PauseAsync(string pipeline, CancellationToken cancellationToken = default) =>
        ChangeAsync(pipeline, state => state.IsPaused ? state : state with { Pauses = [.. Recent(state), new PausePeriod(time.GetUtcNow())] }, cancellationToken);

    /// <summary>Ends the pause of a pipeline; nothing changes when it is not paused. Returns its state.</summary>
    public Task<PipelineState> UnpauseAsync(string pipeline, CancellationToken cancellationToken = default) =>
        ChangeAsync(pipeline, state => state.IsPaused ? state with { Pauses = [.. state.Pauses.SkipLast(1), state.Pauses[^1] with { Until = time.GetUtcNow() }] } : state, cancellationToken);

    private IEnumerable<PausePeriod> Recent(PipelineState state)
    {
        var oldest = time.GetUtcNow() - Remembered;
        return state.Pauses.Where(pause => pause.Until > oldest);
    }

    private async Task<PipelineState> ChangeAsync(string pipeline, Func<PipelineState, PipelineState> change, CancellationToken cancellationToken)
    {
        var name = RegistryNames.PipelineState(pipeline);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var current = await _states.FindForReplaceAsync(name, cancellationToken);
            var before = current?.Record ?? PipelineState.NeverPaused;
            var after = change(before);
            if (ReferenceEquals(before, after))
            {
                return before;
            }

            var content = RecordFiles<PipelineState>.Serialize(after);
            if (current is { } known ? await store.TryReplaceAsync(name, content, known.ETag, cancellationToken) : await store.TryCreateAsync(name, content, cancellationToken))
            {
                return after;
            }
        }

        throw new StoreException($"The state of pipeline '{pipeline}' in the store {store.Description} could not be changed: {MaxConflicts} times another process was faster. Try again.", isTransient: true);
    }
}

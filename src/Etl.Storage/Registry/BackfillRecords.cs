using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>The durable records of backfills: a claim, a note for each date that has a run, and a marker when it is cancelled. Thread-safe.</summary>
/// <remarks>All members throw <see cref="StoreException"/> when the store fails, and <see cref="ArgumentException"/> for a name that can't be an id.</remarks>
public sealed class BackfillRecords(IObjectStore store)
{
    private readonly RecordFiles<BackfillClaim> _claims = new(store, BackfillClaim.CurrentSchema);

    /// <summary>Claims the id, unless that was done before. Returns the claim that was put first, and whether it is this one.</summary>
    public Task<(BackfillClaim Claim, bool IsMine)> ClaimAsync(BackfillClaim claim, CancellationToken cancellationToken = default) =>
        _claims.PutOnceAsync(RegistryNames.BackfillClaim(claim.Id), claim, cancellationToken);

    /// <summary>Null when there is no such backfill.</summary>
    public Task<BackfillClaim?> FindClaimAsync(string id, CancellationToken cancellationToken = default) =>
        _claims.FindAsync(RegistryNames.BackfillClaim(id), cancellationToken);

    /// <summary>Shows where a date stands. Overwrites the note before.</summary>
    public Task WriteRunAsync(string id, BackfillRunDocument run, CancellationToken cancellationToken = default) =>
        store.WriteNoteAsync(RegistryNames.BackfillRun(id, run.BusinessDate), Notes.Write(run), cancellationToken);

    /// <summary>No more of its runs are started from now on.</summary>
    public Task CancelAsync(string id, CancellationToken cancellationToken = default) =>
        store.TryCreateAsync(RegistryNames.BackfillCancel(id), JsonSerializer.SerializeToUtf8Bytes(new { Schema = 1 }, RegistryJson.Options), cancellationToken);

    /// <summary>Whether somebody has cancelled it.</summary>
    public async Task<bool> IsCancelledAsync(string id, CancellationToken cancellationToken = default) =>
        await store.TryReadAsync(RegistryNames.BackfillCancel(id), cancellationToken) is not null;

    /// <summary>Null when there is no such backfill. Two reads and one listing, however many runs it has.</summary>
    public async Task<BackfillDocument?> ReadAsync(string id, CancellationToken cancellationToken = default) =>
        await FindClaimAsync(id, cancellationToken) is { } claim ? await ReadAsync(claim, cancellationToken) : null;

    /// <summary>Where a claimed backfill stands.</summary>
    public async Task<BackfillDocument> ReadAsync(BackfillClaim claim, CancellationToken cancellationToken = default)
    {
        var notes = new Dictionary<DateOnly, BackfillRunDocument>();
        await foreach (var note in store.ListNotesAsync(RegistryNames.BackfillRuns(claim.Id), cancellationToken))
        {
            var run = Notes.ReadBackfillRun(store.Description, note);
            notes[run.BusinessDate] = run;
        }

        var runs = claim.Dates.Select(date => notes.GetValueOrDefault(date) ?? new BackfillRunDocument(date, RunId: null, RunStatus.Pending)).ToList();
        return BackfillDocument.Of(claim, runs, await IsCancelledAsync(claim.Id, cancellationToken));
    }
}
